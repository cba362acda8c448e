# Guidance, for usagers
guidance-title = Which way for my request
