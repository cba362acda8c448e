why-gap = D’après vos réponses, il reste { $gap } du chemin à faire.
why-gap-supposed = Vos réponses ne disent pas où vous en êtes : le calcul suppose que tout reste à faire.
why-cause = Elle répond à « { $cause } » ({ $code }), { $share } { $own ->
    [yes] de vos contacts
   *[no] des contacts du profil commun
 } : environ { $contacts } de moins par an.
why-evidence-A = Son effet vient d’un essai tiré au sort : l’estimation est la plus sûre.
why-evidence-B = Des observations vont dans ce sens, sans tirage au sort : la fiche dit lesquelles. L’estimation est prudente.
why-evidence-C = Son effet est un jugement d’experts : essayez-la sur une partie des usagers avant de la généraliser.
why-missing = À faire d’abord : { $practices }.
basis-default = Les causes sont celles du profil commun : vos contacts ne sont pas encore codés par cause.
basis-too-few = Les causes sont celles du profil commun : { $coded } de vos contacts sont codés par cause, il en faut 1 000.
basis-unsure = Les causes sont celles du profil commun : vos agents codent encore de façons trop différentes.
basis-own = Les causes sont les vôtres, d’après { $coded } contacts codés, rapprochées du profil commun d’autant que ce nombre est petit.
basis-contacts = Les chiffres portent sur { $contacts } contacts reçus par an.
basis-contacts-assumed = Le nombre de vos contacts n’est pas connu : les chiffres portent sur { $contacts } contacts.
advice-none = Aucune pratique n’éviterait plus de contacts d’après ces réponses.
advice-proposed = { $n ->
    [one] La pratique proposée éviterait { $contacts } contacts par an, { $share } du total.
   *[other] Les { $n } pratiques proposées éviteraient ensemble { $contacts } contacts par an, { $share } du total. Ce que deux pratiques couvrent n’est compté qu’une fois.
}
advice-all = { $n ->
    [one] C’est la seule qui en éviterait.
   *[other] Les { $n } pratiques du classement en éviteraient ensemble { $contacts } ({ $share }).
}

diagnosis-title = Autodiagnostic
diagnosis-contacts = Contacts reçus en un an, tous canaux
answer-unknown = Nous ne savons pas
answer-not-applicable = Sans objet chez nous
workbook-welcome = Accueil
workbook-causes = Causes
workbook-scores = Résultat
workbook-advice = Conseils
workbook-calculation = Calculs
workbook-how-1 = 1. Répondez dans les feuilles AX1 à AX8 : une réponse par question, à choisir dans la liste de la colonne C. Les cellules à remplir ont un fond jaune.
workbook-how-2 = 2. « Nous ne savons pas » est une réponse : elle compte zéro et se voit dans le résultat. « Sans objet chez nous » retire la question.
workbook-how-3 = 3. Si vous codez les causes de vos contacts, notez les nombres dans la feuille Causes. À partir de 1 000 contacts codés, les conseils suivent vos causes.
workbook-how-4 = 4. Lisez les feuilles Résultat et Conseils. Rien ne sort de ce fichier. Vous pourrez l’envoyer sur la plateforme pour garder vos réponses et suivre vos progrès.
workbook-contacts-hint = Si vous laissez vide, les chiffres portent sur { $contacts } contacts.
workbook-axis-lead = Choisissez une réponse par question dans la colonne C. Les réponses possibles sont écrites à droite.
workbook-code = Code
workbook-question = Question
workbook-answer = Votre réponse
workbook-level = Niveau
workbook-about = Pratiques concernées
workbook-choices = Réponses possibles
workbook-wrong-title = Réponse inconnue
workbook-wrong = Choisissez une des réponses de la liste.
workbook-causes-title = Causes des contacts
workbook-causes-lead = Facultatif. Notez dans la colonne C combien de vos contacts codés ont chaque cause. Avec moins de 1 000 contacts codés, le profil commun est utilisé.
workbook-cause = Cause
workbook-coded = Vos contacts codés
workbook-common-share = Profil commun
workbook-share = Part utilisée
workbook-scores-title = Résultat par axe
workbook-scores-lead = Score de 0 à 100 par axe. Un axe dont plus d’un tiers des réponses sont « Nous ne savons pas » n’est pas vraiment mesuré.
workbook-axis = Axe
workbook-score = Score
workbook-mastery = Niveau
workbook-not-known = Réponses non connues
workbook-global = Ensemble
workbook-radar = Score de chacun des huit axes ; les mêmes chiffres sont dans le tableau.
workbook-advice-title = Conseils
workbook-advice-lead = Les pratiques, de la plus utile à la moins utile pour vous : contacts évités par an, rapportés à l’effort et à la solidité des preuves. Cinq sont proposées, au moins une pour chacun des trois objectifs. Les totaux sont sous le tableau.
workbook-rank = Rang
workbook-practice = Pratique
workbook-avoided = Contacts évités
workbook-low = Au moins
workbook-high = Au plus
workbook-effort = Effort
workbook-evidence = Preuves
workbook-first = À faire d’abord
workbook-proposed = Proposée
workbook-yes = oui
workbook-total-proposed = Évités ensemble par les pratiques proposées
workbook-total = Évités ensemble par toutes les pratiques
workbook-calculation-title = Calculs
workbook-calculation-lead = Rien à remplir ici. Les formules sont celles de la plateforme, décrites dans sa documentation.
workbook-not-one = Ce fichier n’est pas un classeur .xlsx ou .ods, ou il est abîmé. Envoyez le classeur de l’autodiagnostic, rempli.
workbook-too-large = Ce classeur est trop grand : { $megabytes } Mo au plus, et pas plus de contenu que le classeur de l’autodiagnostic.
workbook-many-sheets = Ce classeur a { $sheets } feuilles. Envoyez le classeur de l’autodiagnostic, rempli.
workbook-no-question = Ce classeur ne contient aucune question de l’autodiagnostic. Les codes Q01 à Q48 doivent rester dans la première colonne.
workbook-cell-refused = { $sheet }, cellule { $cell } ({ $key }) : « { $value } » n’est pas une réponse. Elle est laissée de côté.

nav-practices = Pratiques
practices-title = Les pratiques
practices-lead = Des pratiques qui évitent des contacts inutiles : ce qu’elles changent, comment s’y prendre, ce que l’on sait de leur effet.
practices-search = Que cherchez-vous ?
practices-find = Chercher
practices-filters = Filtrer
practices-filter = Appliquer les filtres
practices-all = Voir toutes les pratiques
practices-count = { $n ->
    [0] Aucune pratique ne correspond.
    [one] Une pratique.
   *[other] { $n } pratiques.
}
practices-empty = Essayez d’autres mots, ou retirez un filtre.
practices-found = Pratiques trouvées
practices-events = Par événement de vie
practices-feed = Suivre les changements (Atom)
filter-any = Tous
filter-objective = Objectif
filter-channel = Canal
filter-cause = Cause des contacts
filter-event = Événement de vie
filter-effort = Effort
filter-evidence = Preuves
channel-all = Tous les canaux
channel-phone = Téléphone
channel-email = Courriel
channel-counter = Guichet
channel-web = Site et formulaires
channel-sms = SMS
channel-chat = Messagerie instantanée
channel-post = Courrier
channel-video = Visioconférence
channel-app = Application
channel-social = Réseaux sociaux
channel-visit = Visite à domicile
channel-other = Autre
sheet-inside = Dans cette fiche
sheet-about = En bref
sheet-id = Code
sheet-updated = Dernière mise à jour
sheet-used-by = Adoptée par
sheet-adopters = { $n } administrations, en place ou en cours
sheet-few-adopters = moins de { $n } administrations, d’après leurs plans d’action
sheet-share = Envoyer cette fiche par courriel
sheet-causes = Contacts évités, cause par cause
sheet-causes-text = Part des contacts de chaque cause que la pratique éviterait une fois bien installée. Ce sont des hypothèses de calcul.
sheet-before = À avoir avant
sheet-after = Ouvre la voie à
sheet-questions = Questions de l’autodiagnostic
sheet-compare = Comparer à d’autres
sheet-pdf = Imprimer la fiche (PDF)
sheet-json = Cette fiche pour les programmes (JSON)
compare-title = Comparer des pratiques
compare-lead = Jusqu’à quatre pratiques côte à côte.
compare-what = Ce qui est comparé
compare-one-more = Choisissez au moins une pratique de plus.
compare-too-many = Quatre pratiques au plus : seules les { $max } premières sont montrées.
compare-pick = Choisir les pratiques
compare-go = Comparer
compare-summary = En une phrase
compare-causes = Contacts évités, par cause
compare-before = À avoir avant
selftest-lead = Quarante-huit questions, dix minutes : où vous en êtes, et quelles pratiques éviteraient le plus de contacts chez vous.
selftest-about-1 = Huit axes, six questions par axe. « Nous ne savons pas » est une réponse : personne ne sait tout.
selftest-about-2 = Vos réponses sont gardées au fur et à mesure : arrêtez et reprenez quand vous voulez.
selftest-about-3 = À la fin : un score par axe et des conseils classés pour vos propres causes de contact. Les administrations membres en font un plan d’action.
selftest-private-partner = Vos collègues de la même administration voient et complètent les mêmes réponses. Personne d’autre ne les voit.
selftest-private-visitor = Sans compte, seule l’adresse de votre autodiagnostic permet de le retrouver. Il est effacé 90 jours après votre dernière réponse.
selftest-begin = Commencer
selftest-again = Refaire l’autodiagnostic
selftest-again-text = Refaire l’autodiagnostic reprend vos dernières réponses : changez seulement celles qui ont bougé.
selftest-history = Vos autodiagnostics
selftest-begun = Commencé le
selftest-state = Avancement
selftest-left = { $n ->
    [0] complet
    [one] une question sans réponse
   *[other] { $n } questions sans réponse
}
selftest-offline = Sans réseau
selftest-offline-text = Le classeur contient les mêmes questions et calcule les mêmes résultats, dans LibreOffice ou Excel. Rien n’en sort.
selftest-download = Télécharger le classeur
selftest-upload = Envoyer un classeur rempli
selftest-upload-hint = Fichier .xlsx ou .ods, 10 Mo au plus.
selftest-send = Envoyer
selftest-steps = Étapes de l’autodiagnostic
selftest-contacts = Vos contacts
selftest-contacts-hint = Appels, courriels, visites, formulaires, courriers. Un ordre de grandeur suffit. Laissez vide si vous ne savez pas.
selftest-contacts-wrong = « { $value } » n’est pas un nombre de contacts. Écrivez des chiffres, par exemple 120 000.
selftest-full = complet
selftest-kept = Réponse enregistrée.
selftest-not-kept = La réponse n’est pas enregistrée : la connexion a échoué. Elle le sera quand vous continuerez.
selftest-no-answer = La réponse à { $question } n’est pas une de celles qui sont proposées.
selftest-conflict = Quelqu’un vient de répondre « { $answer } » entre-temps. Votre choix est resté coché : continuez pour le garder, ou changez-le.
selftest-about-practice = Pratiques concernées :
selftest-next = Continuer
selftest-finish = Voir le résultat
selftest-leave = Enregistrer et voir le résultat
selftest-back = Retour
proposal = D’après votre journal, la réponse serait « { $answer } » : { $figure }
proposal-figure = Votre journal dit : { $figure }
proposal-contacts = Votre journal compte { $contacts } contacts reçus en un an. Si vous laissez vide, ce nombre est utilisé.
proposal-until = Les chiffres de votre journal portent sur l’année, ou les 28 jours, qui finissent au dernier contact : le { $day }.
proposal-volumes = { $contacts } contacts reçus en un an sur { $channels } canaux, et des contacts sur { $days } des 28 derniers jours.
proposal-reasons = { $share } des contacts d’un an ont un motif ; la liste a { $reasons } motifs.
proposal-causes = la cause de { $qualified } contacts d’un an est codée ({ $share }). Le journal ne dit pas si les agents codent de la même façon.
proposal-requests = { $share } des contacts d’un an sont rattachés à une demande, sur { $channels } canaux.
proposal-phone = { $share } des { $calls } appels d’un an ont été pris par un agent.
proposal-satisfaction = { $ratings } avis donnés en un an, sur { $rated } canaux parmi { $channels }. Le journal ne dit pas s’ils sont publiés.
proposal-first-contact = { $share } des { $contacts } premiers contacts d’un an n’ont pas été suivis d’un autre pour le même motif dans les { $days } jours.
proposal-announced = une date était annoncée pour { $share } des { $requests } demandes d’un an.
proposal-promises = { $share } des { $requests } demandes dont la date annoncée est passée en un an ont été réglées à temps. Le journal ne dit pas si c’est publié.
proposal-transfers = { $share } des { $contacts } contacts d’un an dont l’issue est connue ont été transférés.
proposal-causes-share = { $share } des { $coded } contacts codés en un an ont pour cause : { $causes }.
selftest-result = Résultat de l’autodiagnostic
selftest-of = Commencé le { $day }.
selftest-unanswered = { $n ->
    [one] Une question est sans réponse : elle compte comme « Nous ne savons pas ».
   *[other] { $n } questions sont sans réponse : elles comptent comme « Nous ne savons pas ».
}
selftest-go-on = Continuer
selftest-keep-address = Gardez l’adresse de cette page : sans compte, c’est la seule façon d’y revenir, pendant 90 jours.
selftest-global = Score d’ensemble : { $score } sur 100.
selftest-global-little = Score d’ensemble : { $score } sur 100. Plus d’un tiers des réponses ne sont pas connues : il dit peu.
selftest-progress = Depuis l’autodiagnostic du { $day }, le score d’ensemble { $way ->
    [up] est monté de { $before } à { $after }.
    [down] est descendu de { $before } à { $after }.
   *[same] est resté à { $after }.
}
selftest-say-contacts = Indiquer le nombre
selftest-plan-members = Les administrations membres en font un plan d’action partagé, avec des dates et des rappels.
selftest-join = Rejoindre le réseau
selftest-sign-in = Se connecter
selftest-radar = Score par axe
selftest-radar-text = De 0 au centre à 100 au bord. Les noms des axes sont dans le tableau.
selftest-now = Cette fois
selftest-before = La fois d’avant
selftest-median = Médiane des autres
selftest-others = La médiane porte sur { $n } autres administrations ; elle n’est montrée qu’à partir de onze, pour que personne ne se reconnaisse.
selftest-remark = Remarque
selftest-not-measured = { $n ->
    [one] Une réponse n’est pas connue : ce score dit peu.
   *[other] { $n } réponses ne sont pas connues : ce score dit peu.
}
selftest-how = Sur quoi reposent ces chiffres
selftest-how-text = Contacts évités = vos contacts × part de chaque cause × part que la pratique peut traiter × efficacité × chemin qui reste. L’intervalle dépend de la solidité des preuves. Ce sont des ordres de grandeur : un essai chez vous les confirmera ou non.
selftest-download-filled = Télécharger le classeur avec ces réponses
selftest-remove = Supprimer cet autodiagnostic
selftest-remove-text = Les réponses sont effacées pour tous ceux qui les partagent. Le plan d’action reste.
selftest-remove-own = Vos réponses sont effacées tout de suite.
selftest-remove-yes = Supprimer les réponses
selftest-removed = L’autodiagnostic est supprimé.
advice-gain = Environ { $contacts } contacts évités par an (entre { $low } et { $high })
advice-order = Par où commencer
advice-order-text = Dans cet ordre, chaque pratique vient après celles dont elle a besoin.
advice-rest = { $n ->
    [one] Voir l’autre pratique du classement
   *[other] Voir les { $n } autres pratiques du classement
}
picture-title = Gain et effort
picture-text = { $n ->
    [one] La première pratique du classement. Plus haut : plus de contacts évités par an.
   *[other] Les { $n } premières pratiques du classement. Plus haut : plus de contacts évités par an ; en gras, celles qui sont proposées.
}
picture-S = Semaines|peu d’effort
picture-M = Trimestre|effort moyen
picture-L = Six mois|gros effort
workbook-no-file = Choisissez d’abord un classeur rempli, puis envoyez-le.
workbook-broken = L’envoi s’est interrompu : rien n’est enregistré. Envoyez le classeur à nouveau.
workbook-taken = Le classeur est enregistré. Voici son résultat.
workbook-more-refused = { $n ->
    [one] Une autre cellule est laissée de côté.
   *[other] { $n } autres cellules sont laissées de côté.
}
plan-title = Plan d’action
plan-lead = Ce que vous avez décidé, par qui et pour quand. Vos collègues voient le même plan.
plan-progress = { $n ->
    [one] Une pratique au plan
   *[other] { $n } pratiques au plan
 } ; { $done ->
    [0] aucune n’est terminée.
    [one] une est terminée.
   *[other] { $done } sont terminées.
 }
plan-late = { $n ->
    [one] Une pratique de votre plan est en retard.
   *[other] { $n } pratiques de votre plan sont en retard.
}
plan-empty = Aucune pratique au plan pour l’instant. Ajoutez-en depuis le résultat d’un autodiagnostic, ou choisissez-en une ici.
plan-owner = Qui s’en occupe
plan-day = Pour le
plan-state = Où en est-elle
plan-state-todo = À faire
plan-state-doing = En cours
plan-state-done = En place
plan-state-dropped = Abandonnée
plan-note = Note
plan-save = Enregistrer
plan-remove = Retirer du plan
plan-add = Ajouter au plan
plan-add-all = Mettre ces pratiques au plan
plan-open = Voir le plan d’action
plan-has = Déjà au plan
plan-other = Autre pratique
plan-calendar = Recevoir les rappels dans votre agenda (.ics)
plan-added = { $n ->
    [0] Ces pratiques sont déjà au plan.
    [one] Une pratique est ajoutée au plan.
   *[other] { $n } pratiques sont ajoutées au plan.
}
plan-removed = La pratique est retirée du plan.
plan-saved = Le plan est enregistré.
plan-overtaken = Quelqu’un a changé cette pratique entre-temps. Rien n’est enregistré : vos choix sont restés dans le formulaire, relisez-les et enregistrez à nouveau.
plan-wrong-day = « { $value } » n’est pas une date. Écrivez par exemple 2027-03-31.
plan-due = pour le { $day }
plan-due-soon = bientôt : le { $day }
plan-due-late = en retard depuis le { $day }
mail-plan-subject = Votre plan d’action – Contacts efficaces
mail-plan-soon = – { $practice } : pour le { $day } ({ $owner })
mail-plan-late = – { $practice } : en retard depuis le { $day } ({ $owner })
mail-plan =
    Bonjour,

    Voici ce qui arrive à échéance dans le plan d’action de votre administration :

    { $steps }

    Le plan se lit et se change ici :
    { $link }
plan-edit = Modifier
plan-no-owner = personne n’est désigné
plan-no-day = sans date
advice-ranking = Les mieux classées d’abord : par gain, rapporté à l’effort et à la solidité des preuves. Chacun des trois objectifs en a une, dès qu’une pratique le sert.
guide-title = Le recueil à imprimer
guide-lead = Toutes les pratiques, une par double page, avec leurs modèles à recopier.
guide-what = Le PDF a un sommaire, le tableau des causes, celui des preuves, un glossaire et un index. Il se lit en noir et blanc et avec un lecteur d’écran. Le fichier HTML contient les mêmes fiches et se lit sans réseau.
guide-whole = Le recueil entier (PDF)
guide-offline = Le recueil en un fichier (HTML)
guide-selection = Seulement quelques pratiques
guide-print-selection = Imprimer ces fiches (PDF)
guide-nothing = Cochez d’abord les fiches à imprimer.
guide-contents = Sommaire
selftest-title = Faire l’autodiagnostic

nav-drafts = Rédaction
sheet-versions = Versions et changements
sheet-edit = Modifier cette fiche
comments-title = Commentaires et retours d’expérience
comments-none = Personne n’a encore commenté cette pratique.
comment-write = Écrire un commentaire
comment-kind = De quoi s’agit-il ?
comment-remark = Remarque
comment-report = Retour d’expérience
comment-body = Votre texte
comment-hint = 4 000 signes au plus, sans nom d’usager. Il paraît avec votre nom et celui de votre administration, après lecture par l’équipe du programme.
comment-send = Envoyer
comment-sign-in = Se connecter pour commenter
comment-empty = Écrivez d’abord votre commentaire.
comment-too-long = Ce commentaire est trop long : { $n } signes au plus.
comment-sent = Merci. Votre commentaire paraîtra après lecture par l’équipe du programme.
comment-show = Publier
comment-hide = Ne pas publier
comment-withdraw = Retirer
comment-shown = Le commentaire est publié.
comment-hidden = Le commentaire ne paraît pas, ou plus.
moderation-title = Commentaires à lire
moderation-lead = Ce que les membres ont écrit et qui n’est pas encore publié.
moderation-none = Aucun commentaire n’attend.
moderation-shown = Commentaires publiés
versions-title = Versions de { $id }
versions-first = Première version
versions-compared = Ce que la version { $n } a changé
versions-all = Revenir à la liste
edit-title = Modifier { $id }
edit-lead = Enregistrez un brouillon autant de fois que vous voulez. Une autre personne de l’équipe le relit avant qu’il paraisse.
edit-parts = Parties de la fiche
edit-parts-hint = Enregistrez une partie avant d’en ouvrir une autre. Pensez à changer les deux langues.
edit-part-fr = Français
edit-part-en = Anglais
edit-part-facts = Chiffres et liens
edit-title-field = Titre
edit-facts = Chiffres et liens (TOML)
edit-facts-hint = Objectifs, canaux, effort, preuves, efficacité, part de chaque cause, préalables, mots de recherche.
edit-what = Ce qui change
edit-what-hint = Une ligne, qui restera dans la liste des versions. Par exemple : « SMS raccourci, source ajoutée ».
edit-what-missing = Dites en une ligne ce qui change avant de demander la relecture.
edit-keep = Enregistrer le brouillon
edit-submit = Demander la relecture
edit-discard = Jeter le brouillon
edit-kept = Le brouillon est enregistré.
edit-submitted = La relecture est demandée à une autre personne de l’équipe.
edit-discarded = Le brouillon est jeté. La fiche publiée n’a pas changé.
edit-overtaken = Quelqu’un a enregistré ce brouillon entre-temps. Rien n’est perdu : votre texte est dans le formulaire. Copiez-le, rechargez la page et reportez vos changements.
edit-is-submitted = Ce brouillon attend une relecture. L’enregistrer à nouveau le retire de la relecture.
edit-has-draft = Ceci est un brouillon : la fiche publiée n’a pas encore changé.
edit-see-changes = Voir ce qui change
edit-returned = La relecture a rendu ce brouillon avec ces mots :
review-title = Relecture de { $id }
review-lead = Ce qui change par rapport à la fiche publiée : en barré ce qui part, souligné ce qui arrive.
review-nothing = Rien ne change.
review-one-language = Une seule des deux langues change : vérifiez que l’autre dit toujours la même chose.
review-own = Vous avez écrit ce brouillon : une autre personne de l’équipe doit le relire et le publier.
review-open = La relecture n’est pas encore demandée.
review-publish = Publier
review-return = Rendre le brouillon
review-return-yes = Rendre avec ces mots
review-word = Ce qu’il faut revoir
review-returned = Le brouillon est rendu à la personne qui l’a écrit.
review-overtaken = Le brouillon a changé entre-temps. Relisez-le.
review-not-ready = Ce brouillon ne peut pas être publié : la relecture n’est pas demandée, ou une autre fiche publiée depuis le rend faux. Ouvrez-le et enregistrez-le à nouveau.
review-published = La version { $n } est publiée.
drafts-title = Fiches en cours de rédaction
drafts-lead = Pour modifier une fiche, ouvrez-la et choisissez « Modifier cette fiche ».
drafts-none = Aucune fiche n’est en cours de rédaction.
draft-open = brouillon
draft-submitted = à relire
fault-at = { $file }, ligne { $line } :
fault-absent = le fichier manque.
fault-unreadable = ce texte ne se lit pas ({ $value }).
fault-front-matter = le titre et le résumé manquent en tête.
fault-heading = le titre « { $value } » manque ou n’est pas à sa place. Une ligne ne peut pas commencer par « ## » dans une partie.
fault-empty-section = la partie « { $value } » est vide.
fault-empty-field = « { $value } » est vide.
fault-unknown-cause = « { $value } » n’est pas une cause de la liste.
fault-unknown-practice = « { $value } » n’est pas une pratique.
fault-unknown-word = « { $value } » n’est pas un mot connu. Les mots possibles : { $words }.
fault-not-a-share = « { $value } » doit être entre 0 et 1.
fault-not-a-day = « { $value } » n’est pas un jour. Écrivez par exemple 2026-11-23.
fault-circle = les préalables tournent en rond : { $value }.
fault-other = { $value }
sheet-experiments = Les expériences avec cette pratique
sheet-messages = Ce que des messages ont changé
sheet-messages-about = Des administrations envoient des messages d’après cette pratique. Une partie des personnes, tirée au sort, n’en reçoit pas : la comparaison dit combien de contacts ont été évités ou provoqués dans les dix jours ouvrés. Tous les résultats sont montrés, favorables ou non, dès qu’ils reposent sur au moins 11 personnes de chaque côté.
why-experiments = { $n ->
    [one] Une expérience publiée trouve { $factor } de l’effet que la fiche attend (de { $low } à { $high } neuf fois sur dix ; la fiche y pèse { $sheet })
   *[other] { $n } expériences publiées trouvent { $factor } de l’effet que la fiche attend (de { $low } à { $high } neuf fois sur dix ; la fiche y pèse { $sheet })
}
