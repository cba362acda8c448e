# Verdicts
verdict-proved-benefit = Proved benefit
