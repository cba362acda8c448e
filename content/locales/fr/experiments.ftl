# Verdicts
verdict-proved-benefit = Bénéfice prouvé
