nav-laboratory = Laboratoire
nav-projects = Projets
# États d’une expérience
state-draft = brouillon
state-registered = en cours
state-concluded = terminée
state-published = publiée
state-abandoned = abandonnée
# Projets
projects-title = Projets
projects-lead = De l’idée au déploiement national : ce que chaque administration essaie, où elle en est, et ce qu’elle a appris.
projects-none = Aucun projet pour l’instant. Commencez par une idée : elle tient en deux phrases.
projects-stage-empty = Aucun projet à cette étape.
stage-idea = Idée
stage-framing = Cadrage
stage-design = Conception
stage-experiment = Expérimentation
stage-deployment = Déploiement
stage-national = Déploiement national
stage-stopped = Arrêté
project-begin = Proposer un projet
project-begun = Le projet est créé, à l’étape « idée ».
project-title = Nom du projet
project-summary = À quoi il sert
project-summary-hint = Quels contacts il éviterait, pour qui, et comment. Deux ou trois phrases suffisent.
project-practice = Pratique liée
project-no-practice = Aucune
project-owner = Qui s’en occupe
project-partner = Administration
project-save = Enregistrer le projet
project-saved = Le projet est enregistré.
project-edit = Modifier le projet
project-missing = à remplir.
project-too-long = ce texte est trop long : { $max } signes au plus.
project-overtaken = quelqu’un a modifié ce projet entre-temps. Votre texte est conservé ci-dessous : comparez avec la fiche du projet, puis enregistrez de nouveau.
project-stages = Étapes du projet
project-lessons = Enseignements
project-journal = Journal
project-about = À propos du projet
project-tell = Raconter la suite
project-kind = De quoi s’agit-il
project-note = Une nouvelle
project-lesson = Un enseignement
project-move-to = Passer à l’étape « { $stage } »
project-came-to = Étape « { $stage } »
project-body = Que s’est-il passé
project-body-hint = Pour un changement d’étape, dites ce qui l’a permis. Pour un enseignement, ce que vous feriez autrement.
project-body-missing = écrivez ce qui s’est passé : c’est ce que les autres liront.
project-write = Ajouter au journal
project-told = Le journal du projet est à jour.
project-experiments = Expériences
project-no-experiment = Aucune expérience liée pour l’instant.
project-add-experiment = Lier une expérience
project-tie = Lier
project-untie = Retirer
project-new-experiment = Préparer une expérience
project-partners = Administrations associées
project-no-partner = Aucune autre administration pour l’instant.
project-add-partner = Associer une administration
project-add = Associer
project-linked = Les liens du projet sont à jour.
# Le laboratoire : la liste
lab-title = Laboratoire
lab-lead = Essayer une pratique, savoir honnêtement si elle a évité des contacts, et le dire à tous.
lab-what = Une expérience compare des usagers, des dossiers ou des bureaux qui reçoivent une pratique avec d’autres, semblables, qui ne la reçoivent pas. Tout est décidé avant : ce qui est mesuré, combien de temps, et ce qui comptera comme un résultat. Un résultat nul ou défavorable est publié aussi bien qu’un bon : il évite à d’autres de refaire l’essai.
lab-begin = Préparer une expérience
lab-filter = Filtrer
lab-practice = Pratique
lab-all-practices = Toutes les pratiques
lab-own = Les expériences de votre administration
lab-own-none = Aucune expérience pour l’instant. Choisissez une pratique du recueil et préparez un essai : le formulaire vous guide, et dit avant de commencer ce que l’essai pourrait montrer.
lab-own-none-reader = Aucune expérience pour l’instant. Si vous avez une idée d’essai, parlez-en au responsable de la relation usagers de votre administration : c’est lui qui les prépare ici.
lab-column-title = Expérience
lab-column-state = État
lab-column-dates = Dates
lab-column-next = À faire
lab-dates = du { $from } au { $to }
lab-next-plan = Terminer le plan
lab-next-units = Donner la liste des unités
lab-next-wait = Attendre le { $day }
lab-next-follow = Suivre l’expérience
lab-next-conclude = Conclure
lab-next-publish = Publier le résultat
lab-next-read = Lire le résultat
lab-next-nothing = Rien : elle est abandonnée
lab-published = Les résultats publiés
lab-published-none = Aucun résultat publié pour l’instant. Le premier essai terminé et publié par une administration paraîtra ici, quel que soit son résultat.
lab-published-none-of = Aucun résultat publié pour la pratique « { $practice } ». Choisissez une autre pratique, ou soyez les premiers à l’essayer.
lab-tally = { $n ->
    [one] { $n } résultat publié
   *[other] { $n } résultats publiés
 } : { $good } favorables, { $open } sans effet démontré, { $bad } défavorables.
# Le plan d’une expérience
planning-new = Préparer une expérience
planning-new-lead = Trois réponses suffisent pour commencer. La suite vous sera demandée pas à pas, avec des valeurs qui conviennent le plus souvent.
planning-create = Commencer le plan
planning-create-pasted = Commencer avec ce plan
planning-missing = à remplir.
planning-begun = Le brouillon est créé. Rien n’est fixé : changez tout ce que vous voulez.
planning-draft = Plan de l’expérience
planning-lead = Décidez tout avant de voir le moindre résultat : c’est ce qui rend le résultat croyable.
planning-ready = Le plan est complet. Vous pouvez encore le changer ; quand il vous convient, fixez-le en bas de page.
planning-step-why = Pourquoi
planning-step-why-intro = Quelle pratique, et ce que vous voulez savoir.
planning-practice = Pratique essayée
planning-title = Nom de l’expérience
planning-title-hint = Court, par exemple « Accusé de réception par SMS ».
planning-question = La question
planning-question-hint = Une phrase, par exemple « Un SMS envoyé dès le dépôt du dossier évite-t-il des relances ? »
planning-step-who = Qui reçoit la pratique, et comment
planning-step-who-intro = Ceux qui ne la reçoivent pas encore sont le témoin : c’est à eux qu’on compare.
planning-step-who-advanced = Façon de tirer au sort
planning-unit = Ce qui reçoit la pratique ou non
planning-unit-usager-when = L’usager : quand chaque personne peut la recevoir sans que sa voisine en profite, par exemple un SMS.
planning-unit-request-when = Le dossier : quand la pratique porte sur un dossier, par exemple un courrier de décision.
planning-unit-office-when = Le bureau : quand tout le monde y est servi de la même façon, par exemple un accueil réaménagé.
planning-unit-day-when = Le jour : quand la pratique peut se mettre et s’ôter d’un jour à l’autre, par exemple un message d’attente.
planning-unit-agent-when = L’agent : quand c’est une façon de faire, par exemple une formation.
planning-design = Comment on choisit qui la reçoit
planning-design-hint = Seul le tirage au sort permet de dire « prouvé ». Sans lui, le résultat sera au mieux « probable ».
planning-design-randomised-when = Au hasard : chaque unité est tirée au sort. À choisir dès que c’est possible.
planning-design-stepped-wedge-when = Par étapes : tous les bureaux commenceront, l’ordre est tiré au sort. À choisir quand personne ne doit en être privé.
planning-design-staggered-when = Sans hasard, à des dates différentes : certains bureaux ont commencé, d’autres pas encore. À choisir quand le calendrier ne se discute plus.
planning-design-synthetic-when = Sans hasard, un seul ou quelques bureaux : beaucoup d’autres servent de comparaison.
planning-design-interrupted-when = Sans hasard, tout le monde le même jour : on compare l’avant et l’après. Le plus fragile des choix.
planning-steps = Nombre d’étapes
planning-steps-hint = Seulement pour un déploiement par étapes : le nombre de dates de départ. Sinon, laissez vide.
planning-method = Façon de répartir
planning-method-simple-when = Chacun pour soi : le plus simple, et personne ne peut deviner la suite.
planning-method-blocked-when = Par blocs : les groupes restent de même taille tout au long de l’essai.
planning-method-stratified-when = Par blocs, dans chaque catégorie : les groupes se ressemblent sur les catégories nommées plus bas.
planning-method-minimisation-when = Par équilibre : chaque nouvelle unité va plutôt là où elle équilibre le mieux les catégories.
planning-strata = Catégories à équilibrer
planning-strata-hint = Des colonnes de votre liste d’unités, séparées par des virgules, par exemple « taille, région ». Seulement pour les deux dernières façons de répartir.
planning-block = Taille d’un bloc
planning-block-hint = Vide : choisie pour vous.
planning-period-days = Jours d’une période
planning-period-days-hint = Pour les essais par étapes ou sans hasard : les contacts sont comptés période par période. 7 convient presque toujours.
planning-step-what = Ce qui est mesuré
planning-step-what-intro = Une seule mesure décide. Elle vient du journal des contacts, sans saisie de plus.
planning-step-what-advanced = Autres contacts, marge, coût
planning-measure = Mesure
planning-measure-volume = Nombre de contacts
planning-measure-requests = Contacts par demande
planning-measure-needs = Contacts par besoin
planning-measure-recontact = Part des contacts suivis d’un autre
planning-measure-fcr = Part réglée dès le premier contact
planning-measure-avoidable = Part de contacts évitables
planning-measure-cost = Coût des contacts
planning-measure-phone = Part des appels décrochés
planning-measure-satisfaction = Note de satisfaction
planning-measure-volume-when = Nombre de contacts : combien de fois chaque unité fait appel à vous. Le plus simple.
planning-measure-requests-when = Contacts par demande : pour un même dossier, combien de contacts. Il faut que vos contacts portent un numéro de dossier.
planning-measure-needs-when = Contacts par besoin : comme ci-dessus, sans numéro de dossier : les contacts proches d’une personne pour un même motif.
planning-measure-recontact-when = Part des contacts suivis d’un autre : revient-on pour le même motif ?
planning-measure-fcr-when = Part réglée dès le premier contact : l’inverse, vu du bon côté.
planning-measure-avoidable-when = Part de contacts évitables : il faut que les agents notent la cause.
planning-measure-cost-when = Coût des contacts : en euros, tous canaux réunis.
planning-measure-phone-when = Part des appels décrochés : pour ce qui touche l’attente au téléphone.
planning-measure-satisfaction-when = Note de satisfaction : de 1 à 5, de ceux qui répondent.
planning-effect-fall = Le plus petit effet qui compte : une baisse d’au moins (en %)
planning-effect-rise = Le plus petit effet qui compte : une hausse d’au moins (en %)
planning-effect-hint = En dessous, l’effet ne vaudrait pas la peine. 10 veut dire dix pour cent de mieux qu’aujourd’hui.
planning-window = Jours pendant lesquels on regarde si l’on revient
planning-window-hint = Sert aux besoins, aux contacts suivis d’un autre et au premier contact. L’usage est de 30.
planning-where-all = Tous
planning-where-channel = Seulement les contacts de ce canal
planning-where-reason = Seulement les contacts de ce motif
planning-where-reason-hint = Le code du motif dans votre journal. Vide : tous.
planning-where-cause = Seulement les contacts de cette cause
planning-where-site = Seulement les contacts de ce lieu
planning-where-site-hint = Le nom du lieu dans votre journal. Vide : tous.
planning-where-life-event = Seulement les contacts de cet événement de vie
planning-margin = Recul que l’on accepterait (en %)
planning-margin-hint = Pour montrer seulement que la pratique ne fait pas moins bien, par exemple parce qu’elle coûte moins. Vide : sans objet.
planning-cost = Coût d’un contact (en euros)
planning-cost-hint = Vide : votre table de coûts.
planning-channel-phone = Téléphone
planning-channel-email = Courriel
planning-channel-counter = Guichet
planning-channel-web = Site web
planning-channel-sms = SMS
planning-channel-chat = Messagerie instantanée
planning-channel-post = Courrier
planning-channel-video = Visioconférence
planning-channel-app = Application mobile
planning-channel-social = Réseaux sociaux
planning-channel-visit = Visite à domicile
planning-channel-other = Autre canal
planning-step-when = Combien de temps
planning-step-when-intro = À droite, voyez ce que cette durée permettrait de montrer.
planning-start = Premier jour
planning-end = Dernier jour
planning-weeks = Durée (en semaines)
planning-weeks-hint = Au moins quatre : ce qui est nouveau attire l’attention un moment.
planning-weeks-before = Semaines lues avant le début
planning-weeks-before-hint = Connaître le passé de chacun rend la comparaison plus précise. Mettez 0 si l’unité est le jour.
planning-days-before = Jours lus avant le début
planning-step-arms = Ce qui est comparé
planning-step-arms-intro = Le témoin d’abord, puis ce qui est essayé. Deux suffisent presque toujours ; dans les fichiers, chacun s’appelle un « bras ».
planning-step-arms-advanced = Ajouter des essais
planning-arm-control = Témoin
planning-arm-other = Essai { $n }
planning-arm-name = { $arm } : nom court
planning-arm-text = { $arm } : ce qui est fait
planning-arm-weight = { $arm } : part, relative aux autres
planning-step-guards = Ce qui ne doit pas empirer
planning-step-guards-intro = Des garde-fous : si l’un d’eux se dégrade de plus que la marge, le résultat le dira, même si la mesure s’améliore.
planning-step-guards-advanced = Ajouter des garde-fous
planning-guard-none = Aucun
planning-guard-measure = Garde-fou { $n } : mesure
planning-guard-margin = Garde-fou { $n } : recul accepté (en %)
planning-guard-window = Garde-fou { $n } : jours de la fenêtre
planning-guard-where = Garde-fou { $n } : seulement ces contacts, comme « channel=phone »
planning-step-groups = Pour qui ce pourrait être différent
planning-step-groups-intro = Dites-le d’avance, avec une raison. Ce qui n’est pas dit ici ne pourra être qu’une piste.
planning-step-groups-advanced = Ajouter des groupes
planning-group-none = Aucun
planning-group-by = Groupe { $n } : selon
planning-group-reason = Groupe { $n } : pourquoi
planning-by-channel = Le canal habituel
planning-by-reason = Le motif
planning-by-life-event = L’événement de vie
planning-by-site = Le lieu
planning-by-cause = La cause
planning-step-stopping = Quand on conclut
planning-step-stopping-intro = Regarder un résultat en cours de route et s’arrêter dès qu’il plaît fait voir des effets qui n’existent pas.
planning-step-stopping-advanced = Degré de certitude
planning-stopping = Règle d’arrêt
planning-stopping-fixed-when = À la fin, une seule fois. Le plus sûr, et l’essai le plus court.
planning-stopping-group-sequential-when = À des moments prévus : on peut s’arrêter plus tôt si l’effet est net. L’essai dure un peu plus s’il ne l’est pas.
planning-stopping-always-valid-when = À tout moment : on peut regarder chaque jour. Il faut nettement plus d’unités.
planning-looks = Nombre de moments prévus, le dernier compris
planning-looks-hint = Seulement pour la deuxième règle. Trois suffisent le plus souvent.
planning-spending = Sévérité aux moments prévus
planning-spending-obrien-fleming = Très sévère au début, presque normale à la fin (O’Brien et Fleming)
planning-spending-pocock = La même à chaque moment (Pocock)
planning-alpha = Erreur admise (en %)
planning-alpha-hint = 5 : une pratique sans effet semblerait en avoir un une fois sur vingt.
planning-power = Chance de voir l’effet s’il existe (en %)
planning-power-hint = L’usage est de 80.
planning-adjust = Se servir du passé de chacun pour être plus précis
planning-adjust-hint = À laisser coché.
planning-step-ethics = Ce qu’on doit aux usagers
planning-step-ethics-intro = Un essai sur des personnes se justifie.
planning-ethics = Qui pourrait y perdre, et pourquoi on peut essayer
planning-ethics-hint = Par exemple : « Le témoin reçoit ce que tout le monde reçoit aujourd’hui. Personne ne perd un droit, ni un canal. »
planning-traps = À surveiller
planning-traps-none = Rien de particulier.
planning-check = Recalculer
planning-save = Enregistrer le brouillon
planning-kept = Le brouillon est enregistré.
planning-overtaken = Quelqu’un a modifié ce plan entre-temps. Ce que vous avez saisi est conservé ci-dessous : comparez avec le plan enregistré, puis enregistrez de nouveau.
planning-register = Fixer le plan
planning-register-text = Une fois fixé, le plan est daté et son empreinte est prise. On pourra encore le modifier, mais chaque modification sera un avenant, avec sa raison, montré dans le résultat. Les unités pourront alors recevoir leur bras.
planning-register-do = Fixer le plan
planning-registered = Le plan est fixé. Il reste à dire quelles unités participent.
planning-know = Je sais que cet essai ne montrera très probablement rien, et je veux le faire quand même.
planning-know-missing = Cet essai ne pourrait voir qu’un effet bien plus grand que celui que vous espérez. Changez le plan, ou cochez cette case.
planning-file = Le plan en fichier
planning-export = Télécharger plan.toml
planning-paste = Coller un plan
planning-paste-new = Vous avez déjà un plan en fichier, ou celui d’une autre administration ? Collez-le : il remplace les réponses ci-dessus.
planning-paste-text = Le plan collé remplace tout le brouillon, y compris ce qui est saisi ci-dessus et n’est pas enregistré.
planning-paste-do = Remplacer le brouillon
planning-pasted = Le plan collé est devenu le brouillon.
planning-toml = Plan en TOML
planning-toml-hint = Le texte d’un fichier plan.toml, tel que cette page le donne à télécharger.
planning-remove = Supprimer le brouillon
planning-remove-text = Le brouillon disparaît pour toute votre administration.
planning-remove-do = Supprimer
planning-removed = Le brouillon est supprimé.
planning-wrong-number = ce n’est pas un nombre. Écrivez par exemple 10 ou 2,5.
planning-wrong-whole = ce n’est pas un nombre entier. Écrivez par exemple 3.
planning-wrong-day = ce n’est pas un jour. Écrivez par exemple 2027-01-04.
planning-wrong-choice = choisissez une des réponses.
planning-wrong-where = écrivez par exemple « channel=phone », et séparez par des points-virgules.
planning-fixed = Plan fixé
planning-fixed-title = Fixé avant les résultats
planning-fixed-text = Ces lignes permettent à chacun de vérifier que rien n’a été changé après coup.
planning-registered-at = Fixé le
planning-hash = Empreinte du plan
planning-commitment = Empreinte du tirage au sort
planning-draft-reader = Ce plan est encore un brouillon : il peut changer.
planning-to-units = Les unités
planning-decided = Ce qui a été décidé
planning-arms = Ce qui est comparé
planning-arm-column = Bras
planning-text-column = Ce qui est fait
planning-weight-column = Part
planning-margin-column = Recul accepté
planning-by-column = Selon
planning-reason-column = Pourquoi
planning-amendments = Avenants
planning-amendments-none = Aucun : le plan est celui qui a été fixé.
planning-amend = Modifier le plan (avenant)
planning-amend-text = Un avenant ne remplace pas le plan : il s’y ajoute, avec sa date et sa raison, et le résultat le montrera.
planning-amend-before = Aucun résultat n’est encore connu : l’avenant le dira.
planning-amend-after = L’essai a commencé ou quelqu’un a déjà regardé : l’avenant dira que des résultats étaient déjà connus. C’est automatique.
planning-reason = Pourquoi le plan change
planning-reason-hint = Une ou deux phrases, lues par tous ceux qui liront le résultat.
planning-amend-do = Enregistrer l’avenant
planning-amend-same = Rien n’a changé dans le plan.
planning-amend-bound = des unités ont déjà leur bras : cela ne peut plus changer. Abandonnez l’expérience et préparez-en une autre.
planning-amended = L’avenant est enregistré.
# Ce que dit la page à la place des mots du fichier
page-fault-empty = à remplir.
page-fault-arms-too-few = Il faut au moins deux choses à comparer : le témoin, puis ce qui est essayé.
page-fault-arms-two = Avec cette façon de choisir on compare deux choses : avec et sans. Videz les autres lignes.
page-fault-weight = La part est un nombre plus grand que zéro. Pour des parts égales, écrivez 1 partout.
page-fault-weights-uneven = Ces parts ne tiennent dans aucun bloc. Choisissez-les simples, par exemple 1 et 2.
page-fault-start = L’année doit être entre 1990 et 2100.
page-fault-days = La durée doit être entre un jour et trois ans.
page-fault-days-before = Trois ans au plus. Un an suffit presque toujours.
page-fault-days-before-of-days = Un jour n’a pas de passé : mettez 0.
page-fault-no-before = Sans tirage au sort, tout repose sur la comparaison avec le passé. Donnez par exemple 52 semaines.
page-fault-effect = Un nombre plus grand que 0, au plus 100.
page-fault-margin = Un nombre plus grand que 0, au plus 100. Par exemple 3.
page-fault-cost = Un montant en euros plus grand que zéro, ou rien.
page-fault-guardrail-is-metric = C’est déjà ce qui est mesuré. Choisissez pour garde-fou une autre mesure, par exemple la satisfaction.
page-fault-guardrail-twice = Ce garde-fou est déjà donné. Retirez l’un des deux.
page-fault-window = Entre 1 et 366 jours. L’usage est de 30.
page-fault-alpha = Plus de 0 et moins de 50. L’usage est de 5.
page-fault-power = Au moins 50 et moins de 100. L’usage est de 80.
page-fault-period = Au moins un jour, et l’essai doit tenir au moins deux périodes.
page-fault-stopping-by-chance = On ne peut conclure avant la fin que si chaque unité est tirée au sort. Choisissez « à la fin ».
page-fault-strata-missing = Cette façon de répartir équilibre des catégories : nommez des colonnes de votre liste.
page-fault-strata-unused = Cette façon de répartir n’équilibre rien : retirez les catégories, ou choisissez « dans chaque catégorie ».
page-fault-block-unused = Cette façon de répartir n’a pas de blocs : videz ce champ.
page-fault-allocation-unused = Cette façon de choisir ne répartit pas les unités : prenez « chacun pour soi », sans catégories ni bloc.
page-fault-wedge-unit = Par étapes, ce sont des bureaux ou des agents qui commencent l’un après l’autre.
page-fault-steps-missing = Un déploiement par étapes a au moins deux dates.
page-fault-steps-unused = Les étapes ne servent que dans un déploiement par étapes : videz ce champ.
page-fault-design-unit = Cette façon de choisir compare des bureaux ou des agents suivis dans le temps.
page-fault-days-too-few = L’unité est le jour : il faut au moins deux jours par bras.
page-warning-no-ethics = Rien ne dit ce que l’essai pourrait avoir de gênant. Écrivez qui pourrait y perdre, et pourquoi on peut essayer.
page-warning-no-guardrail = Aucun garde-fou : rien ne montrerait ce que la pratique pourrait abîmer. Ajoutez au moins une mesure qui ne doit pas empirer.
page-warning-before-missing = Le passé n’est pas lu : la comparaison sera moins précise. Donnez par exemple 26 semaines avant le début.
page-warning-before-unused = Le passé est lu mais ne sert pas : cochez « se servir du passé ».
page-warning-always-valid-clusters = Regarder à tout moment n’est sûr qu’à partir d’une vingtaine de bureaux ou d’agents. Au-dessous, concluez à la fin.
page-warning-blocks-guessed = Qui voit passer les bras devine la fin d’un bloc. Que ceux qui inscrivent les usagers ne voient pas la liste, ou répartissez chacun pour soi.
# Ce que l’essai pourrait montrer
power-title = Ce que cet essai pourrait montrer
power-unreadable = Votre journal n’a pas pu être lu. Le plan reste possible ; recalculez dans un instant.
power-faulty = Corrigez d’abord ce qui est signalé : le calcul se fera ensuite.
power-no-log = Votre journal n’a aucun contact avant le début. Importez vos contacts des derniers mois : on saura alors combien d’unités il faut.
power-no-unit-usager = Vos contacts ne disent pas de quel usager ils viennent. Importez-les avec une colonne usager, ou choisissez une autre unité.
power-no-unit-request = Vos contacts ne portent pas de numéro de dossier. Importez-les avec cette colonne, ou choisissez une autre unité.
power-no-unit-office = Vos contacts ne disent pas dans quel lieu ils ont eu lieu. Importez-les avec cette colonne, ou choisissez une autre unité.
power-no-unit-day = Votre journal n’a aucun contact dans cette période. Importez vos contacts des derniers mois.
power-no-unit-agent = Vos contacts ne disent pas quel agent les a pris. Importez-les avec cette colonne, ou choisissez une autre unité.
power-no-figure = Dans votre journal, cette mesure n’a pas de valeur, vaut zéro ou ne varie pas. Choisissez une autre mesure, ou importez ce qui lui manque.
power-short-log = Pour essayer cette méthode sur votre passé, il faudrait { $days } jours de journal. Importez des contacts plus anciens, ou raccourcissez l’essai.
power-units-usager = Usagers
power-units-request = Dossiers
power-units-office = Bureaux
power-units-day = Jours
power-units-agent = Agents
power-fact-span = Calculé sur votre journal
power-span = du { $from } au { $to }
power-there = { $n }, soit { $week } par semaine
power-fact-wished = Effet espéré
power-fact-least = Plus petit effet visible
power-fact-reduction = Gain de précision dû au passé
power-enough = Cela suffit : un effet de { $wished } se verrait { $power } fois sur cent, et même un effet de { $least }.
power-short = Trop court : cet essai ne verrait qu’un effet d’au moins { $least }. Il faudrait { $weeks ->
    [one] { $weeks } semaine
   *[other] { $weeks } semaines
 } pour voir { $wished }.
power-short-units = Trop peu d’unités : cet essai ne verrait qu’un effet d’au moins { $least }, et durer davantage n’y suffirait pas.
power-hopeless = Sans espoir : l’effet visible le plus petit ({ $least }) est plus de deux fois celui que vous espérez ({ $wished }).
power-hopeless-units = Sans espoir : avec { $there } unités, aucun tirage au sort ne peut rien prouver. Il en faut au moins { $min }.
power-hopeless-none = Sans espoir : il y a trop peu d’unités pour voir un effet, quel qu’il soit.
power-more-weeks = Au même rythme, il faudrait { $weeks ->
    [one] { $weeks } semaine
   *[other] { $weeks } semaines
 } pour voir { $wished }.
power-more-units = Dans la durée prévue, il faudrait { $n } unités ({ $units }), tous bras réunis.
power-more-else = Autres leviers : une mesure moins dispersée, moins de bras, un passé plus long, ou un effet espéré plus grand si vous y croyez.
power-method = Calculé sur tous ceux qui ont fait appel à vous à cette période ou dans les semaines lues avant, comme s’ils participaient tous. Une liste plus courte ou plus longue change le résultat.
power-method-clusters = Ici, ce sont les bureaux, agents ou jours qui comptent, non les personnes : on se sert de ce qui les distingue dans votre journal, tous compris. Si moins d’entre eux participent, l’effet visible est plus grand.
power-partial = Votre journal ne couvre pas toute cette période : le calcul est prudent. Importez des contacts plus anciens pour l’affiner.
power-curve = Plus petit effet visible selon la durée
power-curve-text = En part de la mesure d’aujourd’hui. L’effet espéré est de { $wished }.
power-weeks = { $weeks } sem.
power-tried = Combien de fois la méthode trouve l’effet
power-tried-text = Simulation sur votre propre passé : { $all } essais fictifs.
power-tried-nothing = Aucun effet (fausse alerte)
power-tried-effect = Effet de { $effect }
power-tried-note = { $found } sur { $runs }
power-tried-enough = Cela suffit sans doute : dans { $found } essais fictifs sur { $runs }, un effet de { $wished } a été vu.
power-tried-short = Trop peu sûr : un effet de { $wished } n’a été vu que dans { $found } essais fictifs sur { $runs }. Allongez l’essai, ou donnez plus de passé.
power-tried-hopeless = Sans espoir : un effet de { $wished } n’a été vu que dans { $found } essais fictifs sur { $runs }, et le double n’est pas vu assez souvent non plus.
power-tried-unclear = On n’a pu faire que { $runs ->
    [one] { $runs } essai fictif
   *[other] { $runs } essais fictifs
 } : c’est trop peu pour conclure. Importez des contacts plus anciens.
power-method-tried = Il n’y a pas de formule pour cette façon de choisir. On a donc rejoué votre passé ({ $runs } fois pour chaque effet) : on y fait commencer des bureaux, ou tout le monde, à des dates où rien n’a commencé, on ajoute l’effet, et on compte combien de fois l’analyse le trouve. C’est une simulation, non une promesse.
# Les unités
enrol-title = Les unités de l’expérience
enrol-lead = Qui reçoit quoi. Une unité garde pour toujours le bras qu’elle a reçu.
enrol-plan = Le plan
enrol-draft = Le plan est encore un brouillon. Fixez-le d’abord : le tirage au sort vient après.
enrol-interrupted = Tout le monde commence le même jour : il n’y a rien à tirer au sort ni à lister.
enrol-wedge = Donnez la liste entière des unités en une fois : l’ordre dans lequel elles commencent est tiré au sort.
enrol-wedge-done = L’ordre est tiré au sort. La liste est complète : elle ne change plus.
enrol-starts = Dites pour chaque unité quel jour elle a commencé. Celles qui n’ont pas commencé servent de comparaison. Vous pouvez renvoyer la liste pour la corriger tant que personne n’a regardé de résultat.
enrol-days = Les unités sont les jours du plan : ils sont tous tirés au sort en une fois.
enrol-list = Donnez la liste des unités, ou laissez vos systèmes demander le bras de chacune quand elle se présente. Les deux peuvent se compléter.
enrol-over = L’expérience ne tourne plus : aucune unité ne peut s’ajouter.
enrol-given = Ce qui a été donné
enrol-by-arm = Unités par bras
enrol-by-date = Unités par premier jour
enrol-date = Premier jour
enrol-never = Pas commencé
enrol-units = Unités
enrol-share = Part
enrol-download = Télécharger affectations.csv
enrol-privacy-usager = Nous ne gardons pas les noms de vos usagers, seulement des pseudonymes : ce fichier n’a qu’eux. La liste avec vos propres noms se télécharge au moment où vous l’envoyez, et chaque fois que vous renvoyez la même.
enrol-privacy-request = Nous ne gardons pas vos numéros de dossier, seulement des pseudonymes : ce fichier n’a qu’eux. La liste avec vos propres numéros se télécharge au moment où vous l’envoyez, et chaque fois que vous renvoyez la même.
enrol-privacy-agent = Nous ne gardons pas les noms de vos agents, seulement des pseudonymes : ce fichier n’a qu’eux. La liste avec vos propres noms se télécharge au moment où vous l’envoyez, et chaque fois que vous renvoyez la même.
enrol-privacy-office = Les noms des bureaux sont gardés tels quels.
enrol-privacy-day = Les jours sont gardés tels quels.
enrol-draw-days = Tirer les jours au sort
enrol-draw-days-text = Les { $days } jours du plan reçoivent chacun leur bras, en une fois.
enrol-draw-days-do = Tirer au sort
enrol-places = Les lieux de votre journal
enrol-places-every = Tous les lieux de la liste ({ $n })
enrol-places-list = Liste des lieux
enrol-places-text = Ces lieux ont eu des contacts ces derniers mois. Cochez ceux qui participent : ils sont tirés au sort ensemble.
enrol-places-dates = Ces lieux ont eu des contacts ces derniers mois. Cochez ceux que l’on compare et donnez le premier jour de ceux qui ont commencé ; laissez vide pour les autres.
enrol-place = Lieu
enrol-contacts = Contacts reçus
enrol-began = Premier jour avec la pratique
enrol-began-at = Premier jour à { $place }
enrol-keep-dates = Enregistrer les dates
enrol-draw-places = Tirer ces lieux au sort
enrol-no-place = Cochez au moins un lieu.
enrol-place-no-day = Le jour donné pour { $place } n’est pas un jour. Écrivez par exemple 2027-01-04.
enrol-file = Une liste en fichier
enrol-file-text = Un tableau CSV, avec virgules ou points-virgules, dont la première ligne donne les titres : { $columns }.
enrol-file-field = Fichier CSV
enrol-file-do = Envoyer la liste
enrol-file-named = Envoyer, et recevoir la liste avec vos noms
enrol-file-again = Envoyer deux fois la même liste ne change rien : chacun garde son bras.
enrol-api = Depuis vos systèmes
enrol-api-text = Un système qui voit arriver les unités peut demander leur bras une à une. Il lui faut un jeton d’accès avec le droit « experiments:assign ». La même unité reçoit toujours la même réponse.
enrol-done = { $n ->
    [one] { $n } unité est enregistrée.
   *[other] { $n } unités sont enregistrées.
 }
enrol-read = { $n ->
    [one] { $n } unité lue
   *[other] { $n } unités lues
 }, { $twice } lignes en double, { $refused ->
    [one] { $refused } ligne refusée
   *[other] { $refused } lignes refusées
 }.
enrol-refused = Lignes refusées : corrigez-les, puis renvoyez la liste
enrol-refused-more = Et { $n } autres lignes refusées.
enrol-line = Ligne
enrol-value = Ce qui s’y trouve
enrol-why = Pourquoi
enrol-no-file = Choisissez d’abord un fichier.
enrol-empty = Aucune unité dans cette liste. Vérifiez le fichier, puis renvoyez-le.
enrol-unreadable = Ce fichier n’est pas un tableau CSV lisible. Enregistrez-le de nouveau en CSV depuis votre tableur.
enrol-too-many = Plus de { $most } unités en une fois. Coupez la liste en plusieurs fichiers.
enrol-too-large = Ce fichier dépasse { $megabytes } Mo. Coupez la liste en plusieurs fichiers.
enrol-column-missing = Il manque la colonne « { $column } ». Colonnes trouvées : { $titles }.
enrol-column-twice = La colonne « { $column } » est là deux fois. Renommez l’une des deux.
enrol-no-name = L’unité n’a pas de nom.
enrol-long-name = Le nom dépasse { $most } octets. Donnez un identifiant court.
enrol-no-stratum = Il manque une valeur dans une des colonnes de catégories.
enrol-no-day = Ce n’est pas un jour. Écrivez par exemple 2027-01-04.
enrol-twice-otherwise = Cette unité est déjà dans la liste, avec d’autres valeurs. Gardez une seule ligne.
enrol-nobody-begun = Aucune unité n’a de premier jour : il n’y aurait rien à juger. Donnez le premier jour de celles qui ont commencé.
enrol-all-begun = Toutes ont commencé le même jour : il n’y aurait rien à comparer. Ajoutez des unités qui n’ont pas commencé.
enrol-seen = Quelqu’un a déjà regardé un résultat : la liste ne change plus.

# Rapports : la mesure et ses unités
said-metric-volume-usager = contacts par usager
said-metric-volume-request = contacts par dossier
said-metric-volume-office = contacts par bureau
said-metric-volume-day = contacts par jour
said-metric-volume-agent = contacts par agent
said-metric-cost-usager = coût des contacts par usager
said-metric-cost-request = coût des contacts par dossier
said-metric-cost-office = coût des contacts par bureau
said-metric-cost-day = coût des contacts par jour
said-metric-cost-agent = coût des contacts par agent
said-metric-requests = contacts par dossier ayant donné lieu à contact
said-metric-needs = contacts par besoin, à moins de { $days } jours l’un de l’autre
said-metric-recontact = part des contacts suivis d’un autre dans les { $days } jours
said-metric-fcr = part des premiers contacts qui suffisent, à { $days } jours
said-metric-avoidable = part des contacts évitables
said-metric-phone = part des appels décrochés
said-metric-satisfaction = note donnée par les usagers
said-by-channel = canal
said-by-reason = motif
said-by-life-event = événement de vie
said-by-site = lieu
said-by-cause = cause
said-filter = { $by } : { $value }
said-channel-phone = téléphone
said-channel-email = courriel
said-channel-counter = guichet
said-channel-web = site et formulaires
said-channel-sms = SMS
said-channel-chat = messagerie instantanée
said-channel-post = courrier
said-channel-video = visioconférence
said-channel-app = application
said-channel-social = réseaux sociaux
said-channel-visit = visite à domicile
said-channel-other = autre
said-units-usager = { $n } { $many ->
    [one] usager
   *[other] usagers
 }
said-units-request = { $n } { $many ->
    [one] dossier
   *[other] dossiers
 }
said-units-office = { $n } { $many ->
    [one] bureau
   *[other] bureaux
 }
said-units-day = { $n } { $many ->
    [one] jour
   *[other] jours
 }
said-units-agent = { $n } { $many ->
    [one] agent
   *[other] agents
 }
said-count-usager = Usagers
said-count-request = Dossiers
said-count-office = Bureaux
said-count-day = Jours
said-count-agent = Agents
said-units = Unités
said-days = { $days ->
    [one] { $days } jour
   *[other] { $days } jours
 }
said-numerator-volume = Contacts
said-numerator-requests = Contacts avec un dossier
said-numerator-needs = Contacts
said-numerator-recontact = Contacts suivis d’un autre
said-numerator-fcr = Premiers contacts qui ont suffi
said-numerator-avoidable = Contacts évitables
said-numerator-cost = Euros
said-numerator-phone = Appels décrochés
said-numerator-satisfaction = Somme des notes
said-denominator-usager = Rapportés à (usagers)
said-denominator-request = Rapportés à (dossiers)
said-denominator-office = Rapportés à (bureaux)
said-denominator-day = Rapportés à (jours)
said-denominator-agent = Rapportés à (agents)
said-denominator-need = Rapportés à (besoins)
said-denominator-contact = Rapportés à (contacts)
said-denominator-call = Rapportés à (appels)
said-denominator-mark = Rapportés à (notes)
said-no-limit = sans limite connue
said-points = { $n } points
said-between = de { $low } à { $high }
said-design-randomised = tirage au sort
said-design-stepped-wedge = les bureaux commencent l’un après l’autre, dans un ordre tiré au sort
said-design-staggered = certains ont commencé, d’autres pas encore, sans tirage au sort
said-design-synthetic = un lieu comparé à un mélange d’autres lieux, sans tirage au sort
said-design-interrupted = avant et après, sans témoin

# Rapports : ce qui change
said-change-volume-usager-less = les usagers prennent contact { $by } moins souvent
said-change-volume-usager-more = les usagers prennent contact { $by } plus souvent
said-change-volume-request-less = chaque dossier donne lieu à { $by } de contacts en moins
said-change-volume-request-more = chaque dossier donne lieu à { $by } de contacts en plus
said-change-volume-office-less = les bureaux reçoivent { $by } de contacts en moins
said-change-volume-office-more = les bureaux reçoivent { $by } de contacts en plus
said-change-volume-day-less = chaque jour apporte { $by } de contacts en moins
said-change-volume-day-more = chaque jour apporte { $by } de contacts en plus
said-change-volume-agent-less = les agents reçoivent { $by } de contacts en moins
said-change-volume-agent-more = les agents reçoivent { $by } de contacts en plus
said-change-requests-less = chaque dossier donne lieu à { $by } de contacts en moins
said-change-requests-more = chaque dossier donne lieu à { $by } de contacts en plus
said-change-needs-less = chaque besoin donne lieu à { $by } de contacts en moins
said-change-needs-more = chaque besoin donne lieu à { $by } de contacts en plus
said-change-recontact-less = les usagers reviennent { $by } moins souvent pour la même chose
said-change-recontact-more = les usagers reviennent { $by } plus souvent pour la même chose
said-change-fcr-less = le premier contact suffit { $by } moins souvent
said-change-fcr-more = le premier contact suffit { $by } plus souvent
said-change-avoidable-less = la part des contacts évitables baisse de { $by }
said-change-avoidable-more = la part des contacts évitables augmente de { $by }
said-change-cost-less = les contacts coûtent { $by } de moins
said-change-cost-more = les contacts coûtent { $by } de plus
said-change-phone-less = les appels sont décrochés { $by } moins souvent
said-change-phone-more = les appels sont décrochés { $by } plus souvent
said-change-satisfaction-less = la note donnée par les usagers baisse de { $by }
said-change-satisfaction-more = la note donnée par les usagers monte de { $by }
said-change-plain-less = la mesure « { $metric } » baisse de { $by }
said-change-plain-more = la mesure « { $metric } » augmente de { $by }

# Rapports : le verdict en une phrase
headline-proved-benefit = Prouvé : avec « { $arm } », { $change } (entre { $low } et { $high }).
headline-proved-harm = Prouvé, dans le sens contraire de celui espéré : avec « { $arm } », { $change } (entre { $low } et { $high }).
headline-probable-benefit = Probable, non prouvé : avec « { $arm } », { $change } (entre { $low } et { $high }) ; le hasard n’a pas choisi qui recevait la pratique, autre chose peut expliquer l’écart.
headline-probable-harm = Probable, non prouvé, et dans le sens contraire de celui espéré : avec « { $arm } », { $change } (entre { $low } et { $high }) ; le hasard n’a pas choisi qui recevait la pratique.
headline-non-inferior = Prouvé : « { $arm } » ne fait pas moins bien, à { $margin } près ; au pire, { $change }.
headline-no-effect = { $drawn ->
    [yes] Pas d’effet qui compte
   *[no] Sans doute pas d’effet qui compte
 } : avec « { $arm } », { $way ->
    [less] une baisse
   *[more] une hausse
 } de { $minimum } ou plus { $drawn ->
    [yes] est exclue
   *[no] paraît exclue, sans tirage au sort pour le prouver
 } ({ $metric } : de { $low } à { $high }).
headline-not-proven = On ne sait pas : avec « { $arm } », l’effet peut aller de { $low } à { $high } ({ $metric }) ; { $needed }.
headline-doubtful = On ne peut pas conclure : le même calcul trouve aussi un écart là où rien n’avait changé.
headline-season-unknown = On ne peut pas conclure : moins d’un an est connu avant le changement, une saison donnerait la même chose.
headline-too-early = Il est trop tôt : le plan prévoit un seul résultat, à la fin de l’essai.
headline-invalid-sample-ratio = Rien ne peut être dit : les bras n’ont pas la taille que le tirage au sort leur donne, quelque chose a décidé qui était compté.
headline-invalid-missing = Rien ne peut être dit : il manque bien plus de résultats dans un bras que dans l’autre.
headline-invalid-refused = Rien ne peut être dit : { $why }
headline-invalid-nothing = Rien ne peut être dit : aucun effet n’a pu être calculé sur ces données.
said-needed-times = il faudrait environ { $times } fois plus { $unit ->
    [usager] d’usagers
    [request] de dossiers
    [office] de bureaux
    [day] de jours
   *[agent] d’agents
 } pour trancher
said-needed-more = il faudrait un essai plus long, ou avec davantage { $unit ->
    [usager] d’usagers
    [request] de dossiers
    [office] de bureaux
    [day] de jours
   *[agent] d’agents
 }, pour trancher
said-needed-otherwise = ce type d’essai ne pourra pas trancher, il en faut un autre

# Rapports : ce que cela veut dire
meaning-proved-benefit = Le hasard a décidé qui recevait la pratique, et l’intervalle ne contient que des améliorations. Vous pouvez l’étendre là où les conditions se ressemblent, en continuant à mesurer.
meaning-probable-benefit = L’intervalle ne contient que des améliorations et les vérifications n’ont rien montré d’anormal. Avant de décider pour tous, un essai avec tirage au sort le prouverait.
meaning-non-inferior = La pratique ne dégrade pas la mesure au-delà de ce que le plan acceptait. Si elle coûte moins ou convient mieux aux usagers, vous pouvez la choisir.
meaning-no-effect = C’est un résultat utile : menée ainsi, ici, cette pratique n’apporte pas l’effet qui la justifierait. Le temps et les moyens peuvent aller ailleurs, et le dire évite à d’autres le même chemin.
meaning-no-effect-likely = C’est un résultat utile : menée ainsi, ici, cette pratique n’apporte sans doute pas l’effet qui la justifierait. Le dire évite à d’autres le même chemin.
meaning-not-proven = L’essai ne montre ni un effet, ni son absence. Ce n’est pas un échec de la pratique : l’essai était trop petit pour répondre. Ne concluez dans aucun sens.
meaning-doubtful = L’écart vu peut venir d’autre chose que de la pratique. Cherchez une autre comparaison, ou tirez au sort.
meaning-proved-harm = Ce résultat protège les usagers : arrêtez la pratique sous cette forme et cherchez ce qui l’explique. L’avoir mesuré et le dire évite ce tort ailleurs ; l’équipe a fait ce qu’il fallait.
meaning-probable-harm = Ce résultat invite à la prudence : suspendez la pratique sous cette forme, le temps de comprendre. L’avoir mesuré et le dire sert à tous.
meaning-invalid = Ce n’est pas un résultat sur la pratique : c’est l’essai qui n’a pas marché. Corrigez la cause indiquée, puis recommencez.
meaning-too-early = Regarder avant la fin ferait prendre le hasard pour un effet. Revenez à la date prévue.
meaning-smaller = L’effet est sûr, mais plus petit que les { $minimum } que le plan jugeait utiles.
meaning-guardrail = Mais un garde-fou est franchi : réparez ce qui s’est dégradé avant d’étendre la pratique.

# Rapports : les chiffres
said-arm = Bras
said-control = { $arm } (témoin)
said-method = Calcul
said-change = Changement
said-interval = Intervalle
said-difference = Écart
said-difference-interval = Intervalle de l’écart
said-chance = Chance d’un tel écart sans effet
said-method-delta = totaux
said-method-delta-cuped = totaux, passé retiré
said-method-cluster-cr2 = totaux des bureaux
said-method-office-welch = un bureau, une voix
said-method-wild-bootstrap = rééchantillonnage
said-method-randomisation = tous les tirages
said-method-stepped-wedge = déploiement par étapes
said-method-staggered = commencé et pas encore
said-method-synthetic = témoin composé
said-method-interrupted = avant et après
said-method-confidence-sequence = regards libres
said-method-repeated-interval = points prévus
said-line = « { $arm } » : { $change } ({ $between }), soit { $difference } ({ $metric }).
said-line-plain = « { $arm } » : { $difference } ({ $between }), pour la mesure « { $metric } ».
said-line-refused = « { $arm } » : pas de résultat, car { $why }
said-saving-contacts-saved = { $per }{ $over }, { $n } contacts évités (entre { $low } et { $high }).
said-saving-contacts-lost = { $per }{ $over }, { $n } contacts de plus (entre { $low } et { $high }).
said-saving-contacts-open = { $per }{ $over }, { $n } contacts évités au plus vraisemblable, mais ce peut être n’importe quel nombre de { $low } à { $high } ; en dessous de zéro, ce sont des contacts de plus.
said-saving-euro-saved = { $per }{ $over }, { $n } économisés (entre { $low } et { $high }).
said-saving-euro-lost = { $per }{ $over }, { $n } dépensés en plus (entre { $low } et { $high }).
said-saving-euro-open = { $per }{ $over }, { $n } économisés au plus vraisemblable, mais ce peut être tout montant de { $low } à { $high } ; en dessous de zéro, c’est une dépense.
said-per-thousand-usager = Pour 1 000 usagers
said-per-thousand-request = Pour 1 000 dossiers
said-per-thousand-need = Pour 1 000 besoins
said-per-thousand-contact = Pour 1 000 contacts
said-per-thousand-call = Pour 1 000 appels
said-per-thousand-mark = Pour 1 000 notes
said-per-each-office = Pour un bureau
said-per-each-day = Pour un jour
said-per-each-agent = Pour un agent
said-over-days = { $days ->
    [one] {" "}et une journée
   *[other] {" "}et { $days } jours
 }
said-tile-contacts = Contacts évités · { $per }
said-tile-euro = Économie · { $per }
said-cost-basis = Un contact est compté { $cost } : c’est le coût du plan ou celui que votre administration a renseigné. Il comprend du temps d’agent, qui ne devient une économie que s’il est employé autrement.
said-no-cost = Le coût d’un contact n’est pas connu : renseignez-le pour lire aussi l’effet en euros.
said-guardrail-kept = « { $metric } » ne se dégrade pas de plus de { $margin } : { $change } ({ $between }).
said-guardrail-unclear = On ne sait pas si « { $metric } » se dégrade de plus de { $margin } : { $change } ({ $between }).
said-guardrail-broken = « { $metric } » se dégrade de plus de { $margin } : { $change } ({ $between }).
said-guardrail-unknown = Pour « { $metric } », aucun chiffre ne permet de dire si la limite de { $margin } tient.
said-subgroup-differs = L’effet diffère selon « { $by } », plus que le hasard ne l’explique.
said-subgroup-same = Rien ne montre que l’effet diffère selon « { $by } » : des écarts comme ceux du tableau viennent souvent du hasard.
said-subgroup-unknown = Trop peu d’unités pour dire si l’effet diffère selon « { $by } ».
said-subgroup-reason = Raison donnée dans le plan : { $reason }
said-subgroup-declared = Ce groupe était déclaré avant l’essai ; les seuils tiennent compte du nombre de groupes.
said-subgroup-exploratory = À titre d’exploration : ce groupe a été ajouté ou changé alors que des résultats étaient connus. C’est une idée à vérifier par un autre essai, pas un résultat.
said-exploration-idea = Ce qui suit a été cherché après coup : c’est une idée à essayer en la déclarant d’avance, pas un résultat.
said-exploration-before = L’effet sur chaque unité est prévu d’après ce qu’elle faisait avant, à partir des autres unités ; puis on regarde ce qui s’est passé.
said-exploration-groups = L’effet sur chaque unité est prévu d’après les groupes du plan, à partir des autres unités ; puis on regarde ce qui s’est passé.
said-exploration-both = L’effet sur chaque unité est prévu d’après ce qu’elle faisait avant et les groupes du plan, à partir des autres unités ; puis on regarde ce qui s’est passé.
said-exploration-follows = Ce qui s’est passé suit ce qui était prévu : l’effet semble différer d’une unité à l’autre.
said-exploration-not = Ce qui s’est passé ne suit pas ce qui était prévu : rien n’invite à réserver la pratique à une partie des unités.
said-exploration-units = Unités
said-exploration-quarter = Quart { $n }
said-too-few-units = trop peu d’unités
said-naive = La plupart des outils compteraient les personnes une à une, comme si chacune avait été tirée au sort, et annonceraient un effet { $between }. C’est faux ici : { $unit ->
    [office] les bureaux
    [day] les jours
   *[agent] les agents
 } ont été tirés au sort, et les personnes d’un même groupe se ressemblent. Ce calcul voit des effets qui n’existent pas ; ne le reprenez pas.
said-placebo-passed = Vérification : là où rien n’avait changé, le même calcul ne trouve rien.
said-placebo-failed = Vérification : là où rien n’avait changé, le même calcul trouve un écart. L’effet affiché peut donc venir d’autre chose.
said-robust = Les autres calculs prévus disent la même chose.
said-not-robust = Les autres calculs prévus ne disent pas tous la même chose : lisez le verdict avec prudence.

# Rapports : ce qui s’est passé
said-sample-ratio-none = Taille des bras : elle ne se vérifie pas pour ce type d’essai.
said-sample-ratio-good = Taille des bras : conforme au tirage au sort.
said-sample-ratio-bad = Taille des bras : elle s’écarte du tirage au sort plus que le hasard ne le permet. Cherchez ce qui écarte des unités d’un seul bras avant d’aller plus loin.
said-balance-good = Avant le début, « { $arm } » ressemblait au témoin (écart de { $size } écart-type).
said-balance-bad = Avant le début, « { $arm } » différait déjà du témoin (écart de { $size } écart-type).
said-missing-arm = « { $arm } » { $share }
said-missing = Résultats manquants : { $shares }.
said-missing-alike = Résultats manquants : { $shares }. L’écart entre les bras peut venir du hasard.
said-missing-differs = Résultats manquants : { $shares }. L’écart entre les bras ne vient pas du hasard : les unités dont le résultat est connu ne se comparent plus.
said-aside-none = Aucune ligne n’a été mise de côté.
said-aside-no-unit = { $n } { $many ->
    [one] ligne sans nom d’unité.
   *[other] lignes sans nom d’unité.
 }
said-aside-no-arm = { $n } { $many ->
    [one] ligne sans bras.
   *[other] lignes sans bras.
 }
said-aside-unknown-arm = { $n } { $many ->
    [one] ligne dont le bras n’est pas dans le plan.
   *[other] lignes dont le bras n’est pas dans le plan.
 }
said-aside-two-arms = { $n } { $many ->
    [one] ligne d’une unité vue dans deux bras.
   *[other] lignes d’unités vues dans deux bras.
 }
said-aside-twice = { $n } { $many ->
    [one] ligne en double ; la première compte.
   *[other] lignes en double ; la première de chaque unité compte.
 }
said-aside-before-assignment = { $n } { $many ->
    [one] ligne dont le résultat précède le tirage au sort.
   *[other] lignes dont le résultat précède le tirage au sort.
 }
said-aside-missing = { $n } { $many ->
    [one] ligne sans résultat.
   *[other] lignes sans résultat.
 }
said-aside-not-finite = { $n } { $many ->
    [one] ligne dont la valeur n’est pas un nombre.
   *[other] lignes dont la valeur n’est pas un nombre.
 }
said-aside-negative = { $n } { $many ->
    [one] ligne rapportée à un nombre négatif.
   *[other] lignes rapportées à un nombre négatif.
 }
said-aside-other = { $n } { $many ->
    [one] ligne mise de côté pour une autre raison.
   *[other] lignes mises de côté pour une autre raison.
 }
said-aside-examples = Par exemple : { $names }.
limit-place = Le résultat vaut pour cette administration et { $days ->
    [one] une journée
   *[other] { $days } jours
 } à partir du { $start }. Ailleurs, ou à une autre saison, l’effet peut différer.
limit-novelty = { $days ->
    [one] Une journée est courte
   *[other] { $days } jours sont courts
 } : une part de l’effet peut venir de la nouveauté.
limit-filter = Seuls certains contacts sont comptés ({ $metric }) : ce qui se passe sur les autres n’est pas jugé.
limit-contamination = Si les mêmes agents servent les deux bras, le témoin peut en profiter aussi ; l’effet réel est alors plus grand que celui qui est mesuré.
limit-clusters = Ce sont des groupes entiers que l’on compare : le nombre de groupes, et non de personnes, fait la précision.
limit-cost = Les euros supposent le même coût pour tous les contacts d’un canal.
limit-no-guardrail = Le plan n’a pas de garde-fou : ce que la pratique a pu dégrader n’est pas jugé.
limit-log = Seuls les contacts du journal comptent : ce qui n’y est pas enregistré n’est pas vu.

# Rapports : refaire le calcul
redo-never = jamais
redo-registered = Plan déposé
redo-plan-hash = Empreinte du plan
redo-analysed = Analysé
redo-rows = Lignes analysées
redo-data-hash = Empreinte des données
redo-version = Version du programme
redo-seed = Graine du hasard de l’analyse
redo-changed = Plan changé le { $at }
redo-changed-late = Plan changé le { $at }, alors que des résultats étaient connus
redo-path = Clé du plan
redo-before = Avant
redo-after = Après
redo-how = Le même plan et les mêmes données donnent le même rapport. Avec la commande : { $command }
redo-where = Ce rapport en ligne : { $url }
redo-plan = Le plan analysé (TOML)
redo-json = Le rapport pour les programmes (JSON)
redo-pdf = Le rapport à imprimer (PDF)
paper-footer = Contacts efficaces · rapport d’expérience
report-practice = Pratique
report-question = Ce que l’on voulait savoir
report-arms = Ce qui est comparé
report-units = Comparés
report-metric = Ce qui est mesuré
report-period = Période
report-design = Comparaison
report-minimum = Plus petit effet qui compte
report-savings = Ce que cela économise
report-effect = L’effet
report-arms-table = Le témoin et ce qui est essayé
report-effects-table = L’effet de chaque bras, comparé au témoin
report-robustness = Est-ce solide
report-robustness-table = Le même effet par d’autres calculs
report-naive = Le calcul qu’il ne faut pas faire
report-naive-table = Ce que dirait le calcul qu’il ne faut pas faire
report-placebo = Ce qui ne doit rien montrer
report-whom = Pour qui
report-whom-table = Effet selon « { $by } »
report-exploration = Une piste, non prouvée
report-exploration-table = L’effet par quart d’unités, du plus petit effet prévu au plus grand
report-guardrails = Garde-fous
report-conditions = Conditions d’usage
report-conditions-hint = Dans quelles conditions l’essai s’est fait, et lesquelles il faut pour refaire ailleurs : publics, canaux, outils, effectifs.
report-lessons = Enseignements
report-lessons-hint = Ce que vous avez appris, ce que vous feriez autrement, y compris quand l’effet est nul ou contraire.
report-limits = Limites
report-warnings = À savoir avant de conclure
report-integrity = Ce qui a été vérifié
report-bounds = Ce que ce résultat ne dit pas
report-again = Refaire ce calcul
report-tile-effect = Effet de « { $arm } »
report-chart = Effet sur la mesure « { $metric } »
report-chart-lower = Le trait pointillé marque l’absence d’effet. À gauche, la mesure baisse : c’est ce que l’on espère. Chaque barre contient les effets que les données n’excluent pas.
report-chart-higher = Le trait pointillé marque l’absence d’effet. À droite, la mesure monte : c’est ce que l’on espère. Chaque barre contient les effets que les données n’excluent pas.
report-period-point = { $n }
report-course = Au fil du temps
report-course-chart = Effet au fil du temps sur la mesure « { $metric } »
report-course-what = Le zéro de l’axe est le début de la pratique ; chaque point est une période de { $days } jours. Avant le début, rien ne doit s’écarter de zéro.
report-to-practice = Voir la fiche de la pratique
report-chance-what = La dernière colonne dit avec quelle chance le hasard seul ferait un écart au moins aussi grand, s’il n’y avait aucun effet. Un intervalle qui ne contient pas zéro dit la même chose plus clairement.
report-write = Ce que vous en retenez
report-write-what = Ces deux textes sont publiés avec les chiffres. Ils sont nécessaires pour publier, que l’effet soit bon, nul ou contraire.
report-keep = Enregistrer ces textes
report-learned = Vos conditions et vos enseignements sont enregistrés.
report-missing = à remplir avant de publier.
report-too-long = ce texte est trop long : { $most } signes au plus.
report-note-title = Ajouter une note
report-note = Note
report-note-hint = Une correction, une précision. Elle s’ajoute aux enseignements avec sa date.
report-note-what = Un rapport publié ne se retire pas et ne se réécrit pas. Une erreur se corrige par une note, que tout le monde lit avec le rapport.
report-note-add = Ajouter la note
report-note-kept = La note est ajoutée au rapport.
report-note-before = Le rapport n’est pas encore publié : changez directement les enseignements.
report-noted = Note du { $at } : { $text }
publish-title = Publier
publish-what = Tout le monde pourra lire ce rapport ; il paraîtra sur la fiche de la pratique et comptera dans ce que l’on en attend. Les groupes de moins de onze usagers en sont retirés. Une publication ne se retire pas.
publish-do = Publier ce rapport
publish-done = Le rapport est publié. Merci : un résultat dit, quel qu’il soit, sert à tous.
publish-already = Ce rapport n’est plus à l’état « terminée » : il a pu être publié entre-temps.
publish-lacks-lessons = Il manque les conditions d’usage ou les enseignements. Écrivez-les, puis publiez.
publish-too-few = Un bras a moins de onze usagers : ses chiffres ne peuvent pas sortir de votre administration. Ce rapport reste le vôtre.

# Suivre une expérience
outcomes-too-early = Pas une période entière ne s’est écoulée depuis le début. Revenez demain, ou à la fin de la première période.
outcomes-no-unit = Aucune unité n’a encore de bras. Inscrivez-les par une liste ou par l’API, puis revenez.
outcomes-empty = Le journal n’a aucune ligne pour cette expérience. Vérifiez que les contacts de la période sont importés.
outcomes-columns = Les données du journal ne conviennent pas à ce plan. Vérifiez l’unité et la comparaison choisies.
follow-draft = Ce plan est un brouillon. Terminez-le et déposez-le : les unités recevront alors leur bras.
follow-abandoned = Cette expérience a été abandonnée avant sa fin. Elle ne donne aucun résultat.
follow-plan = Voir le plan
follow-course = Calendrier
follow-start = Premier jour
follow-end = Conclusion à partir du
follow-not-begun = L’essai n’a pas commencé.
follow-day = Jour { $day } sur { $days }.
follow-over = L’essai est arrivé à son terme.
follow-units = Qui a quel bras
follow-enrolment = Unités par bras
follow-share = Part obtenue
follow-planned = Part prévue
follow-to-units = Inscrire des unités, voir la liste
follow-balance = Les bras se ressemblaient-ils avant
follow-no-balance = La comparaison d’avant le début paraîtra ici quand le journal aura lu cette période pour assez d’unités. Elle ne dit rien de l’effet.
follow-log-empty = Le journal n’a encore aucun contact de votre administration pour cet essai. Importez-les.
follow-log-behind = Votre journal s’arrête au { $day }. Importez les contacts qui suivent avant de conclure : ce qui manque fausserait le résultat.
follow-rule-fixed = Le plan prévoit un seul résultat, le { $end }. Avant, cette page ne montre aucun effet : à force de regarder, on finirait par prendre le hasard pour un effet.
follow-rule-looks = Le plan prévoit { $looks } points, le dernier étant la conclusion. À chacun, une limite à franchir tient compte des autres ; entre deux points, rien n’est montré.
follow-rule-always = Le plan permet de regarder à tout moment : l’intervalle est assez large pour cela. Chaque regard est gardé et paraîtra dans le rapport.
follow-wait = Prochain rendez-vous : { $until }
follow-wait-look = Le point n° { $n } pourra se faire à partir du { $until }.
follow-wait-end = La conclusion pourra se faire à partir du { $end }.
follow-look-due = Le point n° { $n } peut se faire
follow-look-what = Faire le point montre si la limite est franchie. Il se fait une fois et reste dans le rapport.
follow-look = Faire le point n° { $n }
follow-any-look = Vous pouvez regarder
follow-look-now = Regarder
follow-crossed-title = La limite est franchie
follow-crossed = La limite est franchie : vous pouvez conclure dès maintenant. Ce qui a été vu lors de ce point devient le résultat.
follow-ended = L’essai est terminé
follow-conclude-what = La conclusion fait la dernière analyse, avec tous les calculs prévus par le plan. Elle ne se refait pas.
follow-conclude = Conclure
follow-looks = Les points faits
follow-seen = Point n° { $n }, { $day }
follow-seen-crossed = Limite franchie.
follow-seen-not = Limite non franchie : l’essai continue. L’intervalle qui suit tient compte de tous les points.
follow-point = Point { $n }
follow-limits = Écart de « { $arm } » et limites à franchir
follow-limits-what = En abscisse, la part de l’information prévue. Tant que le trait reste entre les deux limites, on ne conclut pas, quel que soit l’écart.
follow-intervals = Effet de « { $arm } » à chaque regard
follow-intervals-what = Mesure : { $metric }. L’intervalle reste juste aussi souvent que l’on regarde ; on peut conclure quand il ne contient plus zéro.
follow-facts = L’essai en bref
follow-no-look = Le plan ne permet pas de point aujourd’hui. Rien n’a été calculé.
follow-no-conclusion = Le plan ne permet pas encore de conclure. Rien n’a été calculé.
follow-overtaken = Quelqu’un de votre administration a été plus rapide. Voici où en est l’expérience.
follow-looked = Le point n° { $n } est fait.
follow-concluded = L’expérience est terminée. Écrivez maintenant ses conditions d’usage et ses enseignements.
follow-give-up = Abandonner l’expérience
follow-give-up-what = Une expérience abandonnée ne donne aucun résultat et ne se reprend pas. Attendre la fin, même sans espoir d’effet, apprend davantage.
follow-reason = Pourquoi
follow-reason-hint = Ce qui empêche de continuer. Votre administration le lira.
follow-reason-missing = Écrivez pourquoi vous abandonnez.
follow-reason-long = Ce texte dépasse { $most } signes. Raccourcissez-le.
follow-given-up = L’expérience est abandonnée.

# Plusieurs expériences d’une pratique
pooled-none = Aucune expérience publiée pour cette pratique. La première sera la vôtre ?
pooled-none-counted = Aucune de ces expériences ne peut encore être comptée avec d’autres : il faut un tirage au sort et un nombre de contacts pour mesure.
pooled-studies = { $n ->
    [one] Une seule expérience : elle parle du lieu où elle s’est faite, pas encore des autres.
   *[other] { $n } expériences : chacune parle de son lieu. Il en faut cinq pour une affirmation commune.
 }
pooled-same = { $n } expériences trouvent exactement le même effet.
pooled-tentative = À titre indicatif : { $n } expériences trouvent ensemble { $value } de contacts (de { $low } à { $high }). Il en faut cinq pour l’affirmer.
pooled-claim = En tout : { $n } expériences trouvent ensemble { $value } de contacts (de { $low } à { $high }).
pooled-alike = D’un lieu à l’autre, les effets se ressemblent.
pooled-differ-some = D’un lieu à l’autre, les effets diffèrent un peu plus que le hasard ne l’explique.
pooled-differ-much = D’un lieu à l’autre, les effets diffèrent beaucoup : les conditions d’usage comptent autant que la pratique.
pooled-next = À la prochaine administration, on peut s’attendre à un changement de { $low } à { $high }.
pooled-aside = { $n ->
    [one] Une expérience est montrée sans être comptée
   *[other] { $n } expériences sont montrées sans être comptées
 } : sans tirage au sort, sur une autre mesure, ou sans résultat utilisable.
pooled-row = Ensemble
pooled-chart = Effet sur les contacts, expérience par expérience
pooled-chart-what = Le trait pointillé marque l’absence d’effet ; à gauche, il y a moins de contacts. Un rond creux n’est pas compté avec les autres.
learned-expected = La fiche laisse attendre { $expected } de contacts en moins : pour chaque cause, sa part habituelle des contacts, multipliée par ce que la pratique en évite.
learned-prior = Avant toute expérience, ce chiffre est multiplié par 1 ; selon la classe de preuve { $class }, ce facteur peut être de { $low } à { $high }.
learned-found = { $n ->
    [one] Une expérience avec tirage au sort trouve
   *[other] { $n } expériences avec tirage au sort trouvent ensemble
 } un facteur de { $found } : l’effet trouvé divisé par l’effet attendu.
learned-weights = Chacun pèse selon sa précision : la fiche { $sheet }, les expériences { $experiments }. On suppose que les effets diffèrent d’un lieu à l’autre d’au moins un quart de ce qui est attendu, pour qu’un seul grand essai ne parle pas pour tous.
learned-factor = Le facteur est donc { $factor } (de { $low } à { $high }, neuf fois sur dix) : l’autodiagnostic multiplie par lui les contacts évités.
learned-harm = En dessous de zéro, la pratique ferait du tort : l’autodiagnostic n’en attend alors aucun contact évité.
learned-conflict = Les expériences contredisent la fiche : lisez-les avant de vous fier à ce chiffre.
assign-not-running = Cette expérience ne tourne pas : les unités ne reçoivent leur bras qu’entre le plan fixé et la conclusion.
assign-no-seed = La graine du tirage au sort de cette expérience manque : rien ne peut être tiré. Prévenez l’administration de l’instance.
