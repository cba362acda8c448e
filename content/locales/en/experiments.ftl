# Verdicts
verdict-proved-benefit = Proved benefit
verdict-probable-benefit = Probable benefit
verdict-non-inferior = Not worse
verdict-not-proven = Not proven
verdict-probable-harm = Probable opposite effect
verdict-proved-harm = Proved opposite effect
verdict-invalid = No usable result

# Plans that cannot be read
plan-too-long = This file has more than { $kilobytes } kB: it is no plan. Check its name.
plan-not-toml = { $line ->
    [0] The plan
   *[other] Line { $line } of the plan
 } is not readable TOML: { $detail }. Correct that line; “efficaces experiment new” gives an example.
plan-unknown-key = { $line ->
    [0] A plan
   *[other] Line { $line }: a plan
 } has no key “{ $path }”. Keys that may stand there: { $known }.
plan-unknown-word = { $line ->
    [0] In the plan
   *[other] Line { $line } of the plan
 }, { $path } is “{ $given }”, which is no known word. Words that may stand there: { $known }.
plan-missing = The plan lacks { $path }. Add this key; “efficaces experiment new” gives a whole plan.
plan-wrong-type = { $line ->
    [0] In the plan
   *[other] Line { $line } of the plan
 }, { $path } must be { $expected ->
    [number] a number, such as 0.05
    [whole] a whole number, zero or more
    [text] a text between quotes
    [date] a day, such as 2027-01-04
    [yes-no] true or false
    [list] a list between brackets
    [table] a table, such as { "{" } measure = "volume" { "}" }
   *[other] something else
 } ({ $detail }).

# Faults of a plan
fault-empty = { $path } is empty. Write something there.
fault-too-long = { $path } has more than { $most } characters. Shorten this text.
fault-practice = “{ $given }” is not the code of a practice. Codes are written as P11; “efficaces practices” lists them.
fault-partner = “{ $given }” is not the code of an administration: 1 to 40 letters, digits, hyphens or dots. Correct partner, or take it away.
fault-arms-too-few = At least two arms are needed: the control, then what is tried. Add a block [[arms]].
fault-arms-too-many = More than { $most } arms: each would have too few units. Keep the most useful ones and try the others later.
fault-arms-two = This design compares two things: before and after, or with and without. Keep two arms.
fault-arm-twice = Two arms are called “{ $given }”. Give each its own name.
fault-name = “{ $given }” cannot be a name ({ $path }): take away spaces at its ends and invisible characters.
fault-weight = { $path } must be a number above zero. For equal arms, write 1 everywhere.
fault-weights-uneven = No block can hold these weights in whole units. Choose simple weights, such as 1 and 2, or method = "simple".
fault-start = The year of start must be between 1990 and 2100. Check the date.
fault-days = days must be between 1 and { $most } (three years). Choose a length in which the practice can show its effect.
fault-days-before = days_before cannot be above { $most } (three years). A year is almost always enough.
fault-days-before-of-days = The unit is the day: a day has no past. Write days_before = 0.
fault-no-before = Without chance, everything rests on the comparison with the past. Give days_before, such as 364.
fault-effect = minimum_effect must be a number between -1 and 1, and not 0: -0.1 means ten percent fewer.
fault-effect-should-fall = This measure gets better when it falls: minimum_effect must be negative, such as -0.1.
fault-effect-should-rise = This measure gets better when it rises: minimum_effect must be positive, such as 0.1.
fault-margin = { $path } is the change for the worse that one would accept: a number above 0, at most 1. Write 0.03, say, for three percent.
fault-cost = cost_per_contact must be an amount in euro above zero. Take the line away if you do not know it.
fault-guardrails-too-many = More than { $most } guardrails: one would seem broken by chance. Keep those that would stop the trial.
fault-guardrail-is-metric = { $path } is already what is judged. Choose another measure as guardrail, such as satisfaction.
fault-guardrail-twice = { $path } is a guardrail already. Take one of them away.
fault-subgroups-too-many = More than { $most } subgroups: effects would be found there by chance. Keep those for which you have a reason.
fault-subgroup-twice = The subgroup “{ $given }” is given twice. Take one away.
fault-window = { $path } must be between 1 and 366 days. 30 is usual.
fault-window-too-long = { $path } is { $window } days and the trial { $days }: no contact would be followed to the end. Lengthen days, or shorten the window.
fault-dimension = “{ $given }” is not a dimension of the log. Choose among: channel, reason, life_event, site, cause.
fault-channel = “{ $given }” is not a channel. Choose among: phone, email, counter, web, sms, chat, post, video, app, social, visit, other.
fault-alpha = analysis.alpha must be between 0 and 0.5. Write 0.05 for 95% intervals.
fault-power = analysis.power must be at least 0.5 and below 1. 0.8 is usual.
fault-period = analysis.period_days must be at least 1, and the trial must hold at least two periods. Write 7, say.
fault-looks = stopping.looks must be between 2 and { $most }. Three looks are mostly enough.
fault-stopping-by-chance = One may conclude before the end only if chance parts the units (design = "randomised"). Write rule = "fixed".
fault-strata-missing = This way of allocating uses strata. Name columns of your list in allocation.strata, such as ["size"].
fault-strata-unused = allocation.strata would change nothing with this method. Write method = "stratified", or take the strata away.
fault-strata-too-many = More than { $most } columns of strata: each stratum would hold one unit. Keep those that matter most.
fault-stratum-twice = The stratum “{ $given }” is given twice. Take one away.
fault-stratum-reserved = “{ $given }” already means something else in a list of units. Rename this column.
fault-block-unused = allocation.block would change nothing with this method. Take the line away, or write method = "blocked".
fault-block = allocation.block must be a multiple of { $multiple }, at most { $most }, so that each arm has its share of it. Write 0 to let it be chosen.
fault-allocation-unused = This design does not part units between arms: take method, block and strata out of [allocation].
fault-wedge-unit = In a stepped wedge, offices or agents begin one after the other. Write unit = "office" or unit = "agent".
fault-steps-missing = A stepped wedge has at least two dates. Give their number in allocation.steps.
fault-steps-too-many = The length allows for { $most } steps only. Lengthen days, or lower allocation.steps or analysis.period_days.
fault-steps-unused = allocation.steps has a meaning in a stepped wedge only. Take the line away, or write design = "stepped-wedge".
fault-design-unit = This design compares places or agents over time. Write unit = "office" or unit = "agent".
fault-days-too-few = The unit is the day: each arm needs at least two days. Lengthen days.

# The usual traps
warning-no-ethics = The plan does not say what might be wrong with trying. Write ethics: who might lose by it, and why one may try.
warning-not-randomised = Chance does not decide who gets the practice: the verdict will say “probable” at best, never “proved”. If you can draw lots, even for the order of offices, do.
warning-contamination = Contamination: the same agents serve both arms. If the practice changes how they work, the control gets it too and the effect looks smaller. Then take the office as unit.
warning-contamination-requests = One person may have several requests, in different arms: what they learn for one helps with the other. If this is frequent, take the usager as unit.
warning-contamination-agents = A usager may speak to agents of both arms, and agents speak to each other. Keep an office to one arm if you can.
warning-contamination-days = Who comes on one day comes back on another, in the other arm: what is avoided the day after is counted in the wrong place. Choose an effect that shows on the day itself.
warning-clusters-few = What counts is the number of offices or agents, not of people. Below six an arm, only a very large effect can be proved.
warning-days-few = Each day is one unit: there { $days ->
    [one] is only { $days }
   *[other] are { $days }
 }. Days of the week differ: draw over whole weeks.
warning-always-valid-clusters = Looking at any time is safe only from about twenty offices or agents on. Below, write rule = "fixed".
warning-novelty = Novelty: the trial lasts { $days ->
    [one] { $days } day
   *[other] { $days } days
 }. What is new gets attention for some weeks; four weeks or more show what remains.
warning-season = Season: different times are compared over { $days ->
    [one] { $days } day
   *[other] { $days } days
 }. A school year’s start or a deadline may look like an effect. Follow a whole year if you can.
warning-window-long = The window is { $window } days out of { $days }: contacts of the last { $window } days will not count, as they are not followed to the end. A longer trial keeps more.
warning-gamed-discouraged = The measure also gets better if usagers are discouraged from coming back. Take satisfaction or answered calls as a guardrail.
warning-gamed-coding = The avoidable share depends on how agents record the cause. Have a sample recorded by two people who do not know the arm.
warning-gamed-cost = The cost also falls if people are served worse or a channel is closed. Take satisfaction as a guardrail.
warning-gamed-phone = The share of answered calls also rises if calls are answered fast and settle nothing. Take recontact as a guardrail.
warning-gamed-marks = Only those who answer give a mark. Compare the share of those who answer in each arm as well.
warning-no-guardrail = No guardrail: nothing would show what the practice might spoil. Add at least one block [[guardrails]].
warning-arms-many = { $n } arms: each is compared with the control, and intervals widen for it. More units are needed.
warning-before-missing = The period before is not read: the comparison will be less precise. If your units have a past in the log, give days_before, such as 180.
warning-before-unused = days_before is given but analysis.adjust is false: the past will not make the comparison more precise. Write adjust = true.
warning-subgroups-many = { $n } subgroups: the more there are, the likelier a gap by chance, and the stricter the thresholds. Keep those that would change your decision.
warning-blocks-guessed = Who sees the arms go by guesses the end of a block. Let those who enrol usagers not see the list, or write method = "simple".
warning-minimisation-guessed = Who knows the units already enrolled often guesses the next arm. Let those who enrol not see the list.
warning-power-low = With fewer than 80 chances in 100 to see the expected effect, a result that is not proven will teach almost nothing. Rather lengthen the trial.
warning-alpha-high = The accepted error is above 5%: some readers will not take it as proof.

# Registration
registration-faulty = The plan has { $n ->
    [one] { $n } fault
   *[other] { $n } faults
 }: correct it before it is registered.
registration-no-reason = A registered plan is not changed without a reason. Write why it changes.
registration-long-reason = The reason has more than { $most } characters. Shorten it.
registration-broken = The registration was changed by hand: its plan is no longer the one whose hash was taken. Take the file back from a backup.
seed-unreadable = The seed is not readable: 64 hexadecimal digits are expected. Take the file back from a backup.

# Allocation
allocation-nothing-drawn = This plan draws nothing: tell in your data which units began, and when.
allocation-drawn-as-order = In a stepped wedge the order of the whole list is drawn. Give the whole list at once.
allocation-faulty = The plan has faults: check it before drawing.
allocation-no-name = The unit has no name. Fill in the column unit.
allocation-long-name = The name of the unit has more than { $most } bytes. Give a short identifier.
allocation-clusters-of-people = The list has a column cluster, but the plan gives an arm to each person or request. Take the office as unit, or take the column away.
allocation-strata = The unit “{ $unit }” has { $given ->
    [one] { $given } value
   *[other] { $given } values
 } for the plan’s { $wanted ->
    [one] { $wanted } stratum
   *[other] { $wanted } strata
 }. Give one value for each.
allocation-two-strata = “{ $unit }” is in two different strata. Keep one value on all its rows.
allocation-unknown-arm = “{ $unit }” already has an arm that is no longer in the plan. Put that arm back into the plan.
allocation-two-arms = “{ $unit }” has two arms in the list of assignments. Take that list back from a backup.
allocation-too-many = More than { $most } units at once. Cut the list into several files.
allocation-wedge-too-few = { $units ->
    [one] { $units } unit
   *[other] { $units } units
 } for { $steps } steps: each step needs one at least. Lower allocation.steps, or add offices.

# What a report warns of, and what to do
warning-not-the-end = The planned end has not come: no effect is computed before. Wait for the day of the plan; looking earlier would show effects that are not there.
warning-not-registered = The plan was not registered before the experiment: nothing shows that it was not written after the results were seen. Register the next one before it begins.
warning-another-plan = The plan that was analysed is not the registered one. Analyse the registered plan, or register this change with its reason.
warning-changed-after-outcomes = { $n ->
    [one] The plan was changed once
   *[other] The plan was changed { $n } times
 } when results were known. Read the list of changes before you trust the verdict.
warning-set-aside = { $n ->
    [one] One row could not be used
   *[other] { $n } rows could not be used
 }. The reasons are below; mend them at the source if they are many.
warning-sample-ratio = The arms do not have the sizes that the draw gives them: something decided who was counted. Find what drops units of one arm only, then run the experiment again.
warning-missing-differs = Far more results are missing in one arm than in the other: those that are left cannot be compared. Find out why, then run the experiment again.
warning-unbalanced = The arms differed before the start. The computation allows for it where the period before is read; otherwise read the effect with care.
warning-before-unknown = For { $n ->
    [one] one unit
   *[other] { $n } units
 } the period before is not known; the mean of the others stands in. This does not bend the effect, the interval is only a little wider.
warning-placebo-failed = The same computation finds a difference where nothing had changed: the effect shown may come from something else. Choose another comparison, or draw by chance.
warning-season-unknown = The series shows less than a year before the change: a season cannot be told from an effect. Count from a year before, or compare with places where nothing changed.
warning-few-units = Fewer than { $min } units an arm: the only safe computation compares with all draws that could have been. With more offices the interval would be narrower.
warning-no-effect-computed = No effect could be computed for “{ $arm }”: { $why ->
    [too-few] { refused-too-few }
    [not-finite] { refused-not-finite }
    [no-variance] { refused-no-variance }
    [collinear] { refused-collinear }
    [no-estimate] { refused-no-estimate }
    [not-converged] { refused-not-converged }
   *[other] { refused-other }
 }
warning-guardrail-broken = { $n ->
    [one] A guardrail is broken
   *[other] { $n } guardrails are broken
 }: something got worse than the plan accepts. Understand why before you extend the practice.

# Why a method gave nothing
refused-too-few = there are too few units for this computation. Enrol more, or go on longer.
refused-not-finite = a value is missing or is no number. Mend the data.
refused-no-variance = all values are the same: there is nothing to compare. Check that the measure counts what you want.
refused-collinear = the arm cannot be told from the rest: a single office, for example, or all begin on the same day.
refused-no-estimate = the data allow no estimate.
refused-not-converged = the computation did not end. Report it with the plan.
refused-other = the data do not suit this method.

# How it was computed, in one sentence
method-delta = The totals of each arm are compared; the interval counts the units that were drawn, not the contacts, since those of one unit resemble each other.
method-delta-cuped = The totals of each arm are compared after what the period before already explained is taken away: the effect stays the same, the interval is narrower.
method-cluster-cr2 = Offices, agents or days were drawn: their totals are compared, and the interval counts them, not the people.
method-office-welch = The figures of the offices are compared, each counting as much as another, large or small.
method-wild-bootstrap = The computation is made thousands of times with the difference of each office turned at random: the interval keeps the effects that stay plausible.
method-randomisation = The result is compared with all draws that could have been: the only safe computation with so few offices.
method-stepped-wedge = Offices began one after the other in an order drawn by chance: week after week, those that had begun are compared with those that had not yet.
method-staggered = How those changed who had begun is compared with how those changed who had not yet, without a draw.
method-synthetic = The place that began is compared with a mixture of other places that resembled it before, without a draw.
method-interrupted = The series after the change is compared with what its past let one expect, season included, without a control and without a draw.
method-confidence-sequence = The interval is wide enough to stay right however often one looks.
method-repeated-interval = The interval allows for all looks that the plan has: looking several times makes no effect appear.

# How a guardrail stands
guardrail-kept = Kept
guardrail-unclear = Unclear
guardrail-broken = Broken
