# Verdicts
verdict-proved-benefit = Bénéfice prouvé
verdict-probable-benefit = Bénéfice probable
verdict-non-inferior = Pas moins bien
verdict-not-proven = Non prouvé
verdict-probable-harm = Effet contraire probable
verdict-proved-harm = Effet contraire prouvé
verdict-invalid = Résultat inutilisable

# Plans that cannot be read
plan-too-long = Ce fichier dépasse { $kilobytes } Ko : ce n’est pas un plan. Vérifiez son nom.
plan-not-toml = { $line ->
    [0] Le plan
   *[other] Le plan, à la ligne { $line },
 } n’est pas du TOML lisible : { $detail }. Corrigez cette ligne ; « efficaces experiment new » donne un exemple.
plan-unknown-key = { $line ->
    [0] Un plan
   *[other] Ligne { $line } : un plan
 } n’a pas de clé « { $path } ». Clés possibles à cet endroit : { $known }.
plan-unknown-word = { $line ->
    [0] Dans le plan
   *[other] Ligne { $line } du plan
 }, { $path } vaut « { $given } », qui n’est pas un mot connu. Mots possibles : { $known }.
plan-missing = Il manque { $path } dans le plan. Ajoutez cette clé ; « efficaces experiment new » donne un plan complet.
plan-wrong-type = { $line ->
    [0] Dans le plan
   *[other] Ligne { $line } du plan
 }, { $path } doit être { $expected ->
    [number] un nombre, par exemple 0.05
    [whole] un nombre entier, zéro ou plus
    [text] un texte entre guillemets
    [date] un jour, par exemple 2027-01-04
    [yes-no] true ou false
    [list] une liste entre crochets
    [table] une table, par exemple { "{" } measure = "volume" { "}" }
   *[other] autre chose
 } ({ $detail }).

# Faults of a plan
fault-empty = { $path } est vide. Écrivez-y quelque chose.
fault-too-long = { $path } dépasse { $most } caractères. Raccourcissez ce texte.
fault-practice = « { $given } » n’est pas le code d’une pratique. Les codes s’écrivent comme P11 ; « efficaces practices » les liste.
fault-partner = « { $given } » n’est pas un code d’administration : 1 à 40 lettres, chiffres, tirets ou points. Corrigez partner, ou retirez-le.
fault-arms-too-few = Il faut au moins deux bras : le témoin, puis ce qui est essayé. Ajoutez un bloc [[arms]].
fault-arms-too-many = Plus de { $most } bras : chacun aurait trop peu d’unités. Gardez les plus utiles, essayez les autres plus tard.
fault-arms-two = Avec ce design on compare deux choses : avant et après, ou avec et sans. Gardez deux bras.
fault-arm-twice = Deux bras s’appellent « { $given } ». Donnez à chacun son nom.
fault-name = « { $given } » ne peut pas servir de nom ({ $path }) : retirez les espaces du début et de la fin, et les caractères invisibles.
fault-weight = { $path } doit être un nombre plus grand que zéro. Pour des bras égaux, écrivez 1 partout.
fault-weights-uneven = Aucun bloc ne peut contenir ces poids en unités entières. Choisissez des poids simples, par exemple 1 et 2, ou method = "simple".
fault-start = L’année de start doit être entre 1990 et 2100. Vérifiez la date.
fault-days = days doit être entre 1 et { $most } (trois ans). Choisissez une durée pendant laquelle la pratique peut montrer son effet.
fault-days-before = days_before ne peut pas dépasser { $most } (trois ans). Un an suffit presque toujours.
fault-days-before-of-days = L’unité est le jour : un jour n’a pas de passé. Écrivez days_before = 0.
fault-no-before = Sans tirage au sort, tout repose sur la comparaison avec le passé. Donnez days_before, par exemple 364.
fault-effect = minimum_effect doit être un nombre entre -1 et 1, sans être 0 : -0.1 veut dire dix pour cent de moins.
fault-effect-should-fall = Cette mesure s’améliore quand elle baisse : minimum_effect doit être négatif, par exemple -0.1.
fault-effect-should-rise = Cette mesure s’améliore quand elle monte : minimum_effect doit être positif, par exemple 0.1.
fault-margin = { $path } est le recul que l’on accepterait : un nombre plus grand que 0, au plus 1. Écrivez par exemple 0.03 pour trois pour cent.
fault-cost = cost_per_contact doit être un montant en euros plus grand que zéro. Retirez la ligne si vous ne le connaissez pas.
fault-guardrails-too-many = Plus de { $most } garde-fous : l’un d’eux semblerait franchi par hasard. Gardez ceux qui feraient arrêter l’essai.
fault-guardrail-is-metric = { $path } est déjà ce qui est jugé. Choisissez pour garde-fou une autre mesure, par exemple satisfaction.
fault-guardrail-twice = { $path } est déjà un garde-fou. Retirez l’un des deux.
fault-subgroups-too-many = Plus de { $most } sous-groupes : on y trouverait des effets par hasard. Gardez ceux pour lesquels vous avez une raison.
fault-subgroup-twice = Le sous-groupe « { $given } » est donné deux fois. Retirez-en un.
fault-window = { $path } doit être entre 1 et 366 jours. L’usage est de 30.
fault-window-too-long = { $path } est de { $window } jours et l’essai de { $days } : aucun contact ne serait suivi jusqu’au bout. Allongez days, ou réduisez la fenêtre.
fault-dimension = « { $given } » n’est pas une dimension du journal. Choisissez parmi : channel, reason, life_event, site, cause.
fault-channel = « { $given } » n’est pas un canal. Choisissez parmi : phone, email, counter, web, sms, chat, post, video, app, social, visit, other.
fault-alpha = analysis.alpha doit être entre 0 et 0.5. Écrivez 0.05 pour des intervalles à 95 %.
fault-power = analysis.power doit être au moins 0.5 et moins de 1. L’usage est 0.8.
fault-period = analysis.period_days doit être au moins 1, et l’essai doit tenir au moins deux périodes. Écrivez par exemple 7.
fault-looks = stopping.looks doit être entre 2 et { $most }. Trois regards suffisent le plus souvent.
fault-stopping-by-chance = On ne peut conclure avant la fin que si le hasard répartit les unités (design = "randomised"). Écrivez rule = "fixed".
fault-strata-missing = Cette façon de répartir se sert de strates. Nommez dans allocation.strata des colonnes de votre liste, par exemple ["taille"].
fault-strata-unused = allocation.strata ne servirait à rien avec cette méthode. Écrivez method = "stratified", ou retirez les strates.
fault-strata-too-many = Plus de { $most } colonnes de strates : chaque strate n’aurait qu’une unité. Gardez celles qui comptent le plus.
fault-stratum-twice = La strate « { $given } » est donnée deux fois. Retirez-en une.
fault-stratum-reserved = « { $given } » a déjà un autre sens dans une liste d’unités. Renommez cette colonne.
fault-block-unused = allocation.block ne servirait à rien avec cette méthode. Retirez la ligne, ou écrivez method = "blocked".
fault-block = allocation.block doit être un multiple de { $multiple }, au plus { $most }, pour que chaque bras y ait sa part. Écrivez 0 pour laisser choisir.
fault-allocation-unused = Ce design ne répartit pas les unités entre les bras : retirez method, block et strata de la partie [allocation].
fault-wedge-unit = Dans un déploiement par étapes ce sont des bureaux ou des agents qui commencent l’un après l’autre. Écrivez unit = "office" ou unit = "agent".
fault-steps-missing = Un déploiement par étapes a au moins deux dates. Donnez leur nombre dans allocation.steps.
fault-steps-too-many = La durée ne permet que { $most } étapes. Allongez days, réduisez allocation.steps ou analysis.period_days.
fault-steps-unused = allocation.steps n’a de sens que dans un déploiement par étapes. Retirez la ligne, ou écrivez design = "stepped-wedge".
fault-design-unit = Ce design compare des lieux ou des agents suivis dans le temps. Écrivez unit = "office" ou unit = "agent".
fault-days-too-few = L’unité est le jour : il faut au moins deux jours par bras. Allongez days.

# The usual traps
warning-no-ethics = Le plan ne dit pas ce que l’essai pourrait avoir de gênant. Écrivez ethics : qui pourrait y perdre, et pourquoi on peut essayer.
warning-not-randomised = Le hasard ne décide pas qui reçoit la pratique : le verdict dira au mieux « probable », jamais « prouvé ». Si vous pouvez tirer au sort, même l’ordre des bureaux, faites-le.
warning-contamination = Contamination : les deux bras sont servis par les mêmes agents. Si la pratique change leur façon de faire, le témoin en profite aussi et l’effet paraît plus petit. Prenez alors le bureau pour unité.
warning-contamination-requests = Une personne peut avoir plusieurs dossiers, dans des bras différents : ce qu’elle apprend pour l’un sert à l’autre. Si c’est fréquent, prenez l’usager pour unité.
warning-contamination-agents = Un usager peut parler à des agents des deux bras, et les agents se parlent. Gardez dans un bureau un seul bras si vous le pouvez.
warning-contamination-days = Qui vient un jour revient un autre jour, dans l’autre bras : ce qui est évité le lendemain est compté au mauvais endroit. Choisissez un effet qui se voit le jour même.
warning-clusters-few = Ce qui compte est le nombre de bureaux ou d’agents, non le nombre de personnes. Au-dessous de six par bras, seul un effet très grand peut être prouvé.
warning-days-few = Chaque jour compte pour une unité : { $days ->
    [one] il n’y en a que { $days }
   *[other] il y en a { $days }
 }. Les jours de la semaine diffèrent : tirez au sort sur des semaines entières.
warning-always-valid-clusters = Regarder à tout moment n’est sûr qu’à partir d’une vingtaine de bureaux ou d’agents. Au-dessous, écrivez rule = "fixed".
warning-novelty = Nouveauté : l’essai dure { $days ->
    [one] { $days } jour
   *[other] { $days } jours
 }. Ce qui est nouveau attire l’attention quelques semaines ; quatre semaines ou plus montrent ce qui reste.
warning-season = Saison : on compare des moments différents pendant { $days ->
    [one] { $days } jour
   *[other] { $days } jours
 }. Une rentrée ou une échéance peut passer pour un effet. Suivez si possible une année entière.
warning-window-long = La fenêtre est de { $window } jours sur { $days } : les contacts des { $window } derniers jours ne compteront pas, faute d’être suivis jusqu’au bout. Un essai plus long en garde davantage.
warning-gamed-discouraged = La mesure s’améliore aussi si l’on décourage les usagers de revenir. Prenez la satisfaction ou les appels décrochés comme garde-fou.
warning-gamed-coding = La part évitable dépend de la façon dont les agents notent la cause. Faites noter un échantillon par deux personnes, sans leur dire le bras.
warning-gamed-cost = Le coût baisse aussi si l’on sert moins bien ou si l’on ferme un canal. Prenez la satisfaction comme garde-fou.
warning-gamed-phone = La part d’appels décrochés monte aussi si l’on répond vite sans régler la demande. Prenez le recontact comme garde-fou.
warning-gamed-marks = Seuls ceux qui répondent donnent une note. Comparez aussi la part de ceux qui répondent dans chaque bras.
warning-no-guardrail = Aucun garde-fou : rien ne montrerait ce que la pratique pourrait abîmer. Ajoutez au moins un bloc [[guardrails]].
warning-arms-many = { $n } bras : chacun est comparé au témoin, et les intervalles s’élargissent pour cela. Il faut davantage d’unités.
warning-before-missing = La période d’avant n’est pas lue : la comparaison sera moins précise. Si vos unités ont un passé dans le journal, donnez days_before, par exemple 180.
warning-before-unused = days_before est donné mais analysis.adjust est faux : le passé ne rendra pas la comparaison plus précise. Écrivez adjust = true.
warning-subgroups-many = { $n } sous-groupes : plus il y en a, plus un écart dû au hasard est probable, et plus les seuils deviennent sévères. Gardez ceux qui changeraient votre décision.
warning-blocks-guessed = Qui voit passer les bras devine la fin d’un bloc. Que ceux qui inscrivent les usagers ne voient pas la liste, ou écrivez method = "simple".
warning-minimisation-guessed = Qui connaît les unités déjà inscrites devine souvent le bras suivant. Que ceux qui inscrivent ne voient pas la liste.
warning-power-low = Avec moins de 80 chances sur 100 de voir l’effet attendu, un résultat non prouvé n’apprendra presque rien. Allongez l’essai plutôt.
warning-alpha-high = L’erreur admise dépasse 5 % : des lecteurs ne l’accepteront pas comme preuve.

# Registration
registration-faulty = Le plan a { $n ->
    [one] { $n } défaut
   *[other] { $n } défauts
 } : corrigez-le avant de le déposer.
registration-no-reason = Le plan déposé ne se change pas sans raison. Écrivez pourquoi il change.
registration-long-reason = La raison dépasse { $most } caractères. Raccourcissez-la.
registration-broken = Le dépôt a été changé à la main : son plan n’est plus celui dont l’empreinte a été prise. Reprenez le fichier d’une sauvegarde.
seed-unreadable = La graine n’est pas lisible : 64 chiffres hexadécimaux sont attendus. Reprenez le fichier d’une sauvegarde.

# Allocation
allocation-nothing-drawn = Ce plan ne tire rien au sort : dites dans vos données quelles unités ont commencé, et quand.
allocation-drawn-as-order = Dans un déploiement par étapes, c’est l’ordre de toute la liste qui est tiré au sort. Donnez la liste entière en une fois.
allocation-faulty = Le plan a des défauts : vérifiez-le avant de tirer au sort.
allocation-no-name = L’unité n’a pas de nom. Remplissez la colonne unit.
allocation-long-name = Le nom de l’unité dépasse { $most } octets. Donnez un identifiant court.
allocation-clusters-of-people = La liste a une colonne cluster, mais le plan donne un bras à chaque personne ou dossier. Prenez le bureau pour unité, ou retirez la colonne.
allocation-strata = L’unité « { $unit } » a { $given ->
    [one] { $given } valeur
   *[other] { $given } valeurs
 } pour { $wanted ->
    [one] { $wanted } strate
   *[other] { $wanted } strates
 } du plan. Donnez une valeur pour chacune.
allocation-two-strata = « { $unit } » est dans deux strates différentes. Gardez une seule valeur pour toutes ses lignes.
allocation-unknown-arm = « { $unit } » a déjà un bras qui n’est plus dans le plan. Remettez ce bras dans le plan.
allocation-two-arms = « { $unit } » a deux bras dans la liste des tirages. Reprenez cette liste d’une sauvegarde.
allocation-too-many = Plus de { $most } unités en une fois. Coupez la liste en plusieurs fichiers.
allocation-wedge-too-few = { $units ->
    [one] { $units } unité
   *[other] { $units } unités
 } pour { $steps } étapes : il en faut au moins une par étape. Réduisez allocation.steps, ou ajoutez des bureaux.

# What a report warns of, and what to do
warning-not-the-end = La fin prévue n’est pas venue : aucun effet n’est calculé avant. Attendez la date du plan ; regarder plus tôt ferait voir des effets qui n’existent pas.
warning-not-registered = Le plan n’a pas été déposé avant l’essai : rien ne montre qu’il n’a pas été écrit après avoir vu les résultats. Déposez le prochain avant de commencer.
warning-another-plan = Le plan analysé n’est pas celui qui a été déposé. Analysez le plan déposé, ou déposez ce changement avec sa raison.
warning-changed-after-outcomes = { $n ->
    [one] Le plan a été changé une fois
   *[other] Le plan a été changé { $n } fois
 } alors que des résultats étaient connus. Lisez la liste des changements avant de croire le verdict.
warning-set-aside = { $n ->
    [one] Une ligne n’a pas pu servir
   *[other] { $n } lignes n’ont pas pu servir
 }. Les raisons sont données plus bas ; corrigez-les à la source si elles sont nombreuses.
warning-sample-ratio = Les bras n’ont pas la taille que le tirage au sort leur donne : quelque chose a décidé qui était compté. Cherchez ce qui écarte des unités d’un seul bras, puis recommencez l’essai.
warning-missing-differs = Il manque bien plus de résultats dans un bras que dans l’autre : ceux qui restent ne se comparent plus. Cherchez pourquoi, puis recommencez l’essai.
warning-unbalanced = Les bras différaient déjà avant le début. Le calcul en tient compte quand la période d’avant est lue ; sinon, lisez l’effet avec prudence.
warning-before-unknown = Pour { $n ->
    [one] une unité
   *[other] { $n } unités
 }, la période d’avant n’est pas connue ; la moyenne des autres en tient lieu. Cela ne fausse pas l’effet, l’intervalle est seulement un peu plus large.
warning-placebo-failed = Le même calcul trouve un écart là où rien n’avait changé : l’effet affiché peut venir d’autre chose. Choisissez une autre comparaison, ou tirez au sort.
warning-season-unknown = La série montre moins d’un an avant le changement : une saison ne s’y distingue pas d’un effet. Comptez depuis un an avant, ou comparez avec des lieux où rien n’a changé.
warning-few-units = Moins de { $min } unités par bras : le seul calcul sûr compare avec tous les tirages au sort possibles. Avec davantage de bureaux l’intervalle serait plus étroit.
warning-no-effect-computed = Aucun effet n’a pu être calculé pour « { $arm } » : { $why ->
    [too-few] { refused-too-few }
    [not-finite] { refused-not-finite }
    [no-variance] { refused-no-variance }
    [collinear] { refused-collinear }
    [no-estimate] { refused-no-estimate }
    [not-converged] { refused-not-converged }
   *[other] { refused-other }
 }
warning-guardrail-broken = { $n ->
    [one] Un garde-fou est franchi
   *[other] { $n } garde-fous sont franchis
 } : quelque chose s’est dégradé au-delà de ce que le plan acceptait. Comprenez pourquoi avant d’étendre la pratique.

# Why a method gave nothing
refused-too-few = il y a trop peu d’unités pour ce calcul. Enrôlez-en davantage, ou prolongez l’essai.
refused-not-finite = une valeur manque ou n’est pas un nombre. Corrigez les données.
refused-no-variance = toutes les valeurs sont les mêmes : il n’y a rien à comparer. Vérifiez que la mesure compte bien ce que vous voulez.
refused-collinear = le bras ne se distingue pas du reste : par exemple un seul bureau, ou tous commencent le même jour.
refused-no-estimate = les données ne permettent aucune estimation.
refused-not-converged = le calcul n’a pas abouti. Signalez-le avec le plan.
refused-other = les données ne conviennent pas à cette méthode.

# How it was computed, in one sentence
method-delta = On compare les totaux de chaque bras ; l’intervalle compte les unités tirées au sort, pas les contacts, car ceux d’une même unité se ressemblent.
method-delta-cuped = On compare les totaux de chaque bras après avoir retiré ce que la période d’avant expliquait déjà : l’effet reste le même, l’intervalle est plus étroit.
method-cluster-cr2 = Ce sont des bureaux, des agents ou des jours qui ont été tirés au sort : on compare leurs totaux, et l’intervalle les compte, eux, et non les personnes.
method-office-welch = On compare les chiffres des bureaux, chacun comptant autant qu’un autre, grand ou petit.
method-wild-bootstrap = On refait le calcul des milliers de fois en retournant au hasard l’écart de chaque bureau : l’intervalle garde les effets qui restent plausibles.
method-randomisation = On compare avec tous les tirages au sort qui auraient pu sortir : c’est le seul calcul sûr avec si peu de bureaux.
method-stepped-wedge = Les bureaux ont commencé l’un après l’autre dans un ordre tiré au sort : on compare, semaine après semaine, ceux qui avaient commencé et ceux qui ne l’avaient pas encore.
method-staggered = On compare l’évolution de ceux qui ont commencé à celle de ceux qui n’avaient pas encore commencé, sans tirage au sort.
method-synthetic = On compare le lieu qui a commencé à un mélange d’autres lieux qui lui ressemblait avant, sans tirage au sort.
method-interrupted = On compare la série après le changement à ce que son passé laissait attendre, saison comprise, sans témoin ni tirage au sort.
method-confidence-sequence = L’intervalle est assez large pour rester juste aussi souvent que l’on regarde.
method-repeated-interval = L’intervalle tient compte de tous les points prévus par le plan : regarder plusieurs fois ne fait pas naître d’effet.

# How a guardrail stands
guardrail-kept = Respecté
guardrail-unclear = Incertain
guardrail-broken = Franchi
