nav-requests = Demandes
way-email = Adresse électronique
way-phone = Téléphone
way-post = Adresse postale
request-state-open = En cours
request-state-closed = Close
handling-stale = Quelqu’un d’autre a changé cette demande pendant que vous la lisiez. Relisez-la, puis recommencez : votre texte est gardé en brouillon.

# Le bureau
desk-title = Demandes
desk-views = Vues de la liste
desk-view-mine = Les miennes
desk-view-teams = Mes équipes
desk-view-unassigned = Sans agent
desk-view-all = Toutes
desk-view-asleep = En sommeil
desk-view-closed = Closes
desk-list = Liste des demandes
desk-empty-mine = Vous n’avez aucune demande en cours. Prenez la suivante, ou ouvrez la vue « Sans agent ».
desk-empty-teams = Vos équipes n’ont aucune demande en cours.
desk-empty-unassigned = Toutes les demandes ont un agent. Rien n’attend.
desk-empty-all = Aucune demande en cours. Un appel, une visite ou un courrier ? Choisissez « Nouvelle demande ».
desk-empty-asleep = Aucune demande n’est en sommeil.
desk-empty-closed = Aucune demande n’est encore close.
desk-empty-filtered = Aucune demande ne correspond. Essayez d’autres mots, une autre vue, ou retirez les filtres.
desk-empty-no-team = Aucune équipe ne répond encore. Un responsable les crée dans « Réglages ».
desk-empty-no-own-team = Vous n’êtes dans aucune équipe. Demandez à un responsable de vous y ajouter.
desk-take-next = Prendre la suivante
desk-nothing-next = Aucune demande sans agent ne vous attend.
desk-search = Chercher
desk-filter = Filtrer
desk-filter-none = Retirer les filtres
desk-filter-reason = Motif
desk-filter-party = Qui doit agir
desk-all-reasons = Tous les motifs
desk-all-parties = Peu importe
desk-all-territories = tous les territoires
desk-any-reason = Tous les motifs
desk-unread = Non lue
desk-no-subject = Sans objet
desk-no-reason = Sans motif
desk-nobody = Personne
desk-none = Aucun
desk-choose = Choisissez…
desk-save = Enregistrer
desk-back = Revenir à la demande
desk-today = aujourd’hui
desk-first-page = Première page
desk-usager-unnamed = Nom inconnu
desk-mentions = On vous appelle
desk-mention = { $who } vous appelle dans « { $subject } »
desk-presence-reads = { $who } lit
desk-presence-writes = { $who } écrit
desk-presence-warning = Voyez ensemble qui répond.
desk-due-late = { $days ->
     [0] en retard depuis aujourd’hui
     [1] en retard d’un jour
    *[other] en retard de { $days } jours
    }
desk-due-today = pour aujourd’hui
desk-due-tomorrow = pour demain
desk-due-soon = dans { $days } jours
desk-due-on = pour le { $day }
desk-asleep-until = en sommeil jusqu’au { $at }
desk-closed-at = close le { $at }
desk-channel-phone = Téléphone
desk-channel-email = Courriel
desk-channel-counter = Guichet
desk-channel-web = Formulaire
desk-channel-sms = SMS
desk-channel-chat = Messagerie instantanée
desk-channel-post = Courrier
desk-channel-video = Visioconférence
desk-channel-app = Application
desk-channel-social = Réseau social
desk-channel-visit = Visite
desk-channel-other = Autre canal
desk-keys = Raccourcis du clavier
desk-keys-explained = Ils sont facultatifs : tout se fait aussi avec la touche Tab et la souris.
desk-key-enter = Entrée
desk-key-move = Demande suivante, précédente
desk-key-open = Ouvrir la demande
desk-key-search = Chercher
desk-key-reply = Répondre
desk-key-list = Montrer cette liste
desk-fact-reference = Référence
desk-fact-state = État
desk-fact-due = Échéance
desk-fact-party = Qui doit agir
desk-fact-channel = Arrivée par
desk-fact-reason = Motif
desk-fact-team = Équipe
desk-fact-agent = Agent
desk-fact-cause = Cause
desk-fact-code = Code de suivi
desk-taken = La demande est à vous.
desk-given = La demande est donnée.
desk-given-back = La demande n’a plus d’agent.
desk-radar-answered = { $channel }, { $at }
desk-radar-unanswered = { $channel }, { $at } : sans réponse
desk-timeline = Ce qui s’est passé
desk-contact-in = { $who } · { $channel } · { $at }
desk-contact-out = Réponse de { $who } · { $channel } · { $at }
desk-contact-product = Message automatique · { $channel } · { $at }
desk-note-by = Note de { $who } · { $at }
desk-event = { $what } · { $who } · { $at }
desk-event-opened = Demande ouverte
desk-event-assigned = Donnée à { $to }
desk-event-given-back = Rendue : plus d’agent
desk-event-passed = { $party }
desk-event-reason = Motif : { $reason }
desk-event-snoozed = En sommeil jusqu’au { $until }
desk-event-woken = Réveillée
desk-event-closed = Close : { $outcome }, { $cause }
desk-event-reopened = Rouverte
desk-event-merged = Jointe à une autre demande
desk-event-received = La demande { $reference } y est jointe
desk-event-parted = De nouveau séparée
desk-event-callback = Rappel promis
desk-event-called-answered = Rappel fait
desk-event-called-no-answer = Rappel sans réponse
desk-event-called-cancelled = Rappel annulé
desk-actor-product = le produit
desk-actor-usager = l’usager
desk-actor-gone = un compte fermé
desk-as-sent = Message mis en forme
desk-pictures-off = { $count ->
     [1] Une image distante n’est pas chargée.
    *[other] { $count } images distantes ne sont pas chargées.
    }
desk-quoted = Messages précédents cités
desk-files = Pièces jointes
desk-files-hint = PDF, images, OpenDocument, Word, Excel, texte ou CSV ; 10 fichiers de 10 Mo au plus. S’il faut corriger le formulaire, joignez-les de nouveau.
desk-file-unchecked = pas encore vérifiée
desk-file-dangerous = dangereuse, bloquée
desk-file-held = Cette pièce est dangereuse : elle n’est pas remise. Prévenez l’administrateur si elle vous est nécessaire.
desk-file-too-large = « { $name } » dépasse { $megabytes } Mo. Envoyez un fichier plus léger.
desk-files-too-many = { $most } pièces au plus.
desk-file-type = « { $name } » n’est pas d’un type accepté, ou n’est pas ce que son nom annonce.
desk-form-too-large = L’envoi dépasse { $megabytes } Mo. Joignez moins de pièces.
desk-size-kb = { $size } ko
desk-size-mb = { $size } Mo
desk-sending-waiting = en attente d’envoi
desk-sending-sending = en cours d’envoi
desk-sending-doubtful = envoi incertain
desk-sending-sent = envoyé
desk-sending-refused = refusé
desk-sending-bounced = non remis
desk-letter-print = Imprimer ce courrier
desk-letter-title = Courrier { $reference }
desk-letter-how = Imprimez cette page : seul le courrier sort.
desk-letter-reference = Référence : { $reference }
desk-letter-code = Code de suivi : { $code }
desk-letter-subject = Objet : { $subject }
desk-letter-ready = Le courrier est prêt : imprimez-le et postez-le.
desk-reply = Répondre
desk-no-mailbox = Votre administration n’a pas encore de boîte aux lettres électronique : un courriel ne peut pas partir. Répondez par courrier ou par téléphone, ou demandez à l’administrateur d’en relier une.
desk-to = Destinataire
desk-to-email = Courriel à { $way }
desk-to-phone = Appel passé au { $way } (compte rendu)
desk-to-post = Courrier à { $way }
desk-to-nobody = Aucune voie connue : ajoutez-en une sur la page de la personne
desk-reply-subject = Re : { $subject }
desk-reply-subject-field = Objet
desk-reply-text = Texte
desk-reply-hint = Répondez à toutes les questions, et dites ce qui se passe ensuite et quand.
desk-reply-empty = Écrivez la réponse.
desk-reply-no-way = Choisissez à qui la réponse part.
desk-reply-no-mailbox = Votre administration n’a pas de boîte aux lettres électronique. Choisissez un courrier ou un appel.
desk-reply-send = Envoyer
desk-reply-waits = Votre réponse va partir. Son état s’affiche dans le fil.
desk-call-noted = L’appel est noté.
desk-draft-keep = Garder en brouillon
desk-draft-kept = Votre brouillon est gardé.
desk-draft-of = Brouillon du { $at }
desk-next = Ensuite
desk-next-keep = La demande reste à nous
desk-next-close = Clore la demande
desk-questions = Questions posées : cochez celles auxquelles vous répondez
desk-left-open = Laissée sans réponse : { $why }
desk-template-choose = Partir d’un modèle
desk-template-use = Utiliser ce modèle
desk-note = Note interne
desk-note-text = Pour vos collègues
desk-note-hint = L’usager ne la voit pas.
desk-note-call = Appeler un collègue
desk-note-keep = Ajouter la note
desk-note-empty = Écrivez la note.
desk-noted = La note est ajoutée.
desk-close = Clore
desk-close-do = Clore la demande
desk-close-outcome = Comment cela finit
desk-close-reason = Motif
desk-close-cause = Pourquoi l’usager a dû nous contacter
desk-close-other-cause = Une autre cause
desk-close-all-causes = Toutes les causes
desk-close-questions = Questions encore ouvertes : cochez celles qui ont leur réponse
desk-close-left-open = Pourquoi une question reste sans réponse
desk-close-left-open-hint = Nécessaire si une question n’est pas cochée.
desk-close-no-outcome = Dites comment cela finit.
desk-close-no-reason = Choisissez le motif.
desk-close-no-reasons = Aucun motif n’existe encore : un responsable les crée dans « Réglages ».
desk-close-no-cause = Choisissez la cause.
desk-close-open-questions = Cochez les questions qui ont leur réponse, ou dites pourquoi une reste ouverte.
desk-closed = La demande est close.
desk-closed-title = Demande close
desk-closed-text = Un message de l’usager la rouvre de lui-même.
desk-reopen = Rouvrir la demande
desk-reopened = La demande est rouverte.
desk-outcome-resolved = Réglé
desk-outcome-unresolved = Non réglé
desk-outcome-transferred = Transmis à un autre service
desk-outcome-abandoned = Abandonné par l’usager
desk-family-A = A · Attente
desk-family-B = B · Compréhension
desk-family-C = C · Pièces et données
desk-family-D = D · Orientation
desk-family-E = E · Réponse défaillante
desk-family-F = F · Technique et accès
desk-family-G = G · Sollicitation sortante
desk-family-V = V · Contact utile
desk-why-first = premier contact sur ce sujet
desk-why-talk = l’usager a parlé avec quelqu’un
desk-why-usual = cause fréquente
desk-why-other = autre contact utile fréquent
desk-aside = La personne et les gestes
desk-others = Ses autres demandes
desk-acts = Gestes
desk-take = Prendre
desk-give-back = Rendre
desk-give = Donner à un collègue
desk-give-do = Donner
desk-pass = Qui doit agir
desk-passed = C’est noté.
desk-reason-change = Changer le motif
desk-reason-changed = Le motif est changé.
desk-snooze = Mettre en sommeil
desk-snooze-tomorrow = Jusqu’à demain 9 h
desk-snooze-monday = Jusqu’à lundi 9 h
desk-snooze-day = Jusqu’à un jour
desk-snooze-do = Jusqu’à ce jour
desk-snooze-no-day = Choisissez un jour à venir, dans l’année.
desk-snoozed = La demande dort. Elle reviendra d’elle-même, ou dès que l’usager écrit.
desk-wake = Réveiller
desk-woken = La demande est réveillée.
desk-join = Joindre une autre demande de cette personne
desk-join-hint = Sa référence, comme 2026-000042. Cela se défait.
desk-join-do = Joindre
desk-join-done = Les deux demandes n’en font plus qu’une.
desk-join-unknown = Aucune demande n’a cette référence. Vérifiez-la.
desk-join-other-person = Cette demande est d’une autre personne. Si c’est la même, joignez d’abord les deux personnes.
desk-join-closed = Rouvrez d’abord cette demande : l’autre est en cours.
desk-join-impossible = L’un des deux est déjà joint à un autre. Rechargez la page.
desk-joined = { $what }, joint par { $who } le { $at }
desk-part = Séparer de nouveau
desk-part-done = Les deux sont de nouveau séparés.
desk-part-impossible = Cela ne peut pas être séparé maintenant : ce l’est déjà, ou une jonction plus récente doit être défaite d’abord.
desk-merged-here = La demande { $reference } est jointe à celle-ci.
desk-proposals = À décider
desk-proposals-person = Deux personnes peuvent partager un téléphone ou une adresse. Ne joignez que si vous en êtes sûr ; cela se défait.
desk-proposal-usagers = { $name } est-elle la même personne ? { $why }
desk-proposal-requests = Est-ce la même demande que { $reference } ? { $why }
desk-why-same-email = Même adresse électronique.
desk-why-same-phone = Même téléphone.
desk-why-same-post = Même adresse postale.
desk-why-message = Le message la cite.
desk-yes-join = Oui, joindre
desk-no-join = Non
desk-decided = C’est décidé.
desk-callback = Rappel promis
desk-callbacks = Rappels
desk-callbacks-none = Aucun rappel n’est promis.
desk-callbacks-first = Dans l’heure, ou manqués
desk-callbacks-later = Plus tard
desk-callback-missed = manqué
desk-callback-now = maintenant
desk-callback-when = { $day }, entre { $from } et { $until }
desk-callback-line = { $day }, entre { $from } et { $until }, au { $phone }
desk-callback-day = Jour du rappel
desk-callback-from = À partir de
desk-callback-until = Jusqu’à
desk-callback-hint = Comme 14 h ou 14:30
desk-callback-phone = Téléphone à appeler
desk-callback-no-day = Choisissez un jour et deux heures à venir, dans les trois mois.
desk-callback-no-phone = Ce n’est pas un numéro de téléphone.
desk-callback-do = Promettre ce rappel
desk-callback-promised = Le rappel est noté. Il s’affiche dans la liste des rappels.
desk-call-answered = Fait
desk-call-no-answer = Personne n’a répondu
desk-call-cancelled = Annuler
desk-called-answered = Le rappel est fait. Notez ce qui s’est dit.
desk-called-no-answer = C’est noté. Promettez un autre moment.
desk-called-cancelled = Le rappel est annulé.
desk-new = Nouvelle demande
desk-new-channel = Par quel canal
desk-new-who = Qui est-ce ?
desk-new-search = Nom, téléphone ou adresse électronique
desk-new-find = Chercher
desk-new-nobody-found = Personne n’est connu sous ce nom ou cette adresse.
desk-new-stranger = C’est une nouvelle personne
desk-new-other-person = Choisir une autre personne
desk-new-what = De quoi s’agit-il ?
desk-new-name = Nom
desk-new-phone = Téléphone
desk-new-email = Adresse électronique
desk-new-post = Adresse postale
desk-new-subject = Objet
desk-new-reason = Motif
desk-new-note = Ce qui a été dit ou demandé
desk-new-note-hint = Une question par phrase : elles seront cochées une à une.
desk-new-scan = Courrier numérisé
desk-new-settle = Réglé tout de suite ?
desk-new-settled = Réglé maintenant
desk-new-do = Enregistrer la demande
desk-new-opened = La demande { $reference } est ouverte.
desk-new-closed = La demande { $reference } est enregistrée et close.
desk-new-nobody = Dites qui est la personne : un nom, ou au moins une adresse.
desk-new-no-subject = Dites de quoi il s’agit, en quelques mots.
desk-way = { $kind } : { $way } { $dead }
desk-way-dead = (n’arrive plus)
desk-way-kind = Sorte de voie
desk-way-new = Adresse ou numéro
desk-way-add = Ajouter
desk-way-alive = Arrive de nouveau
desk-way-mark-dead = N’arrive plus
desk-way-saved = C’est enregistré.
desk-way-bad-phone = Ce n’est pas un numéro de téléphone. Écrivez-le comme 01 44 55 66 77.
desk-way-bad-email = Ce n’est pas une adresse électronique. Écrivez-la comme nom@exemple.fr.
desk-way-bad-post = Écrivez l’adresse.
desk-person-about = Ce que l’on sait
desk-person-ways = Comment la joindre
desk-person-no-way = Aucune voie connue.
desk-person-language = Langue
desk-person-channel = Canal préféré
desk-person-territory = Territoire
desk-person-remark = Remarque
desk-person-remark-hint = Ce que chaque agent doit savoir, comme « appeler après 17 h ». Rien d’inutile au service.
desk-person-requests = Ses demandes
desk-person-no-request = Aucune demande.
desk-person-contacts = Tous ses contacts
desk-person-no-contact = Aucun contact.
desk-person-joined = Personnes jointes
desk-person-merged = Ces deux personnes n’en font plus qu’une.
desk-person-saved = C’est enregistré.
desk-no-preference = Sans préférence
desk-from-usager = { $channel } de l’usager · { $at } · { $subject }
desk-to-usager = { $channel } de notre part · { $at } · { $subject }
desk-language-fr = Français
desk-language-en = Anglais
desk-language-ar = Arabe
desk-language-de = Allemand
desk-language-es = Espagnol
desk-language-it = Italien
desk-language-pt = Portugais
desk-language-uk = Ukrainien
desk-recoding = Relecture
desk-recoding-lead = Une demande close sur cinquante reçoit sa cause une deuxième fois, sans voir la première : on sait ainsi si les causes sont fiables.
desk-recoding-waiting = { $count ->
     [0] Aucune demande ne vous attend.
     [1] Une demande vous attend.
    *[other] { $count } demandes vous attendent.
    }
desk-recoding-none = Rien à relire pour vous.
desk-recode = Donner cette cause
desk-recoded = C’est noté.
desk-templates = Modèles
desk-templates-none = Aucun modèle. Écrivez le premier : un texte clair, relu une fois, sert mille fois.
desk-templates-none-agent = Aucun modèle. Un responsable peut en écrire.
desk-template-new = Nouveau modèle
desk-template-edit = Modifier le modèle
desk-template-name = Nom
desk-template-reason = Pour le motif
desk-template-changed = Modifié le
desk-template-subject = Objet
desk-template-body = Texte
desk-template-close = Hors service
desk-template-closed = Hors service
desk-template-missing = À remplir.
desk-template-overtaken = Quelqu’un a modifié ce modèle pendant que vous l’écriviez. Rechargez la page dans un autre onglet, puis reportez votre texte.
desk-template-saved = Le modèle est enregistré.
desk-template-try = Essayer sur une demande (référence)
desk-template-try-do = Essayer
desk-template-preview = Ce que lira l’usager
desk-template-versions = Versions
desk-template-version = Version { $version } · { $who } · { $at }
desk-too-long = { $most } caractères au plus.
desk-blanks = Champs
desk-settings = Réglages
desk-settings-saved = C’est enregistré.
desk-teams = Équipes
desk-teams-none = Créez d’abord une équipe : elle reçoit les demandes, avec ses horaires et son délai.
desk-team-new = Nouvelle équipe
desk-team-name = Nom, tel que l’usager le lit
desk-team-email = Adresse électronique
desk-team-phone = Téléphone
desk-team-post = Adresse postale
desk-team-territory = Territoire
desk-team-holidays = Ouverte les jours fériés
desk-team-hours = Horaires
desk-team-hours-hint = Comme 8h30-12h, 13h30-17h. Vide : fermée.
desk-team-no-name = Donnez un nom à l’équipe.
desk-team-taken = Une équipe a déjà ce nom.
desk-day-lundi = Lundi
desk-day-mardi = Mardi
desk-day-mercredi = Mercredi
desk-day-jeudi = Jeudi
desk-day-vendredi = Vendredi
desk-day-samedi = Samedi
desk-day-dimanche = Dimanche
desk-target = Délai de réponse promis
desk-target-unit = Unité du délai
desk-target-unit-days = jours ouvrés
desk-target-unit-hours = heures d’ouverture
desk-target-of-team = Celui de l’équipe
desk-target-days = { $count ->
     [1] réponse en un jour ouvré
    *[other] réponse en { $count } jours ouvrés
    }
desk-target-hours = { $count ->
     [1] réponse en une heure d’ouverture
    *[other] réponse en { $count } heures d’ouverture
    }
desk-target-bad = Écrivez un nombre entier, de 1 à { $most }.
desk-members = Membres
desk-members-none = Personne n’est encore dans une équipe.
desk-member-add = Mettre quelqu’un dans une équipe
desk-member-team = Équipe
desk-member-account = Agent
desk-member-skills = Motifs connus
desk-member-skills-hint = Séparés par des virgules. Vide : tous.
desk-member-territories = Territoires suivis
desk-member-territories-hint = Séparés par des virgules. Vide : tous.
desk-member-load = Demandes en cours au plus
desk-member-about = { $skills } ; { $territories } ; { $load } demandes au plus
desk-member-bad-skill = « { $reason } » n’est pas un motif de votre liste.
desk-member-bad-load = Écrivez un nombre de demandes, de 1 à { $most }.
desk-member-remove = Retirer
desk-no-team = Sans équipe
desk-reasons = Motifs
desk-reasons-none = Créez les motifs pour lesquels les usagers vous écrivent.
desk-reason-new = Nouveau motif
desk-reason-code = Code
desk-reason-code-hint = Minuscules sans accent, chiffres et tirets, comme acte-naissance. Il ne change plus ensuite.
desk-reason-bad-code = Ce code ne convient pas, ou il est pris.
desk-reason-name = Nom, tel que l’usager le lit
desk-reason-no-name = Donnez un nom au motif.
desk-reason-team = Équipe qui répond
desk-reason-first-team = La première équipe
desk-reason-life-event = Événement de vie
desk-reason-silence = Ce que vaut le silence de l’administration
desk-reason-months = Au bout de combien de mois
desk-reason-bad-months = Écrivez un nombre de mois, de 1 à 24.
desk-reason-public = Proposé dans le formulaire public
desk-reason-close = Mettre ce motif hors service
desk-silence-inconnu = Pas encore vérifié
desk-silence-acceptation = Acceptation
desk-silence-refus = Refus
desk-silence-rien = Rien : aucune décision n’est attendue
desk-why-back = l’usager était déjà venu
desk-radar = { $fact } : { $details }
desk-agreement = { $count } demandes codées deux fois, { $agreed } avec la même cause : kappa de { $kappa }.
desk-agreement-cause = { $cause } : { $standing }
desk-blanks-text = Écrits ainsi dans l’objet ou le texte, ils sont remplis à partir de la demande. Ce qui ne vaut que si un champ est connu s’écrit entre {"{{"}#if date_prevue{"}}"} et {"{{"}/if{"}}"}.
desk-because-taken = vous l’avez prise
desk-because-given = un collègue vous l’a confiée
desk-because-next = c’était la première à traiter
desk-because-answered = vous avez répondu
desk-because-opened = vous avez reçu l’usager
desk-agent-because = { $who }, pour vous parce que { $why }

# Règles
rule-because-words = le texte dit « { $words } »
rule-fact-channel = { $channel ->
    [phone] par téléphone
    [email] par courriel
    [counter] au guichet
    [web] par le site
    [sms] par SMS
    [chat] par messagerie instantanée
    [post] par courrier
    [video] en visioconférence
    [app] par l’application
    [social] par un réseau social
    [visit] lors d’une visite
   *[other] par un autre canal
 }
rule-fact-open = une demande est ouverte
rule-fact-not-open = aucune demande n’est ouverte
rule-fact-no-promise = aucune date n’a été annoncée
rule-fact-promise-ahead = la date annoncée n’est pas atteinte
rule-fact-promise-passed = la date annoncée est passée
rule-fact-first = premier contact pour ce motif
rule-fact-back-week = déjà un contact dans les 7 derniers jours
rule-fact-back-month = déjà un contact dans les 30 derniers jours
rule-fact-back-later = déjà un contact, il y a plus de 30 jours
rule-fact-no-failure = rien n’a mal tourné avant
rule-fact-unanswered = un message précédent est resté sans réponse
rule-fact-callback = un rappel promis n’a pas été fait
rule-fact-closed = une demande vient d’être close pour le même motif
rule-fact-not-reached = un appel précédent n’a pas abouti
rule-fact-transferred = cette personne a déjà été renvoyée vers un autre interlocuteur
rule-agreement-unknown = Trop peu de demandes ont été codées deux fois pour savoir si ce code est fiable. Attendez la suite des doubles codages.
rule-agreement-greyed-out = Deux agents ne donnent pas assez souvent ce code aux mêmes demandes : ses chiffres sont grisés. Reprenez ensemble sa définition.
rule-agreement-warned = Deux agents donnent assez souvent ce code aux mêmes demandes, sans plus : lisez ses chiffres avec prudence.
rule-agreement-shown = Deux agents donnent ce code aux mêmes demandes : ses chiffres sont fiables.
rule-forecast-reason-and-team = d’après les demandes de même motif traitées par la même équipe ces 90 derniers jours
rule-forecast-reason = d’après les demandes de même motif traitées ces 180 derniers jours
rule-forecast-team = d’après les demandes traitées par la même équipe ces 180 derniers jours
rule-forecast-partner = d’après toutes les demandes traitées depuis un an
rule-forecast-too-few = { $n ->
    [0] Aucune demande comparable n’est close
    [one] Une seule demande comparable est close
   *[other] Seules { $n } demandes comparables sont closes
 } : c’est trop peu pour annoncer une date. Donnez un délai que l’équipe est sûre de tenir.
rule-forecast-older = Cette demande attend depuis plus longtemps que presque toutes les autres : leurs délais n’apprennent rien pour elle. Traitez-la, puis annoncez une date.
rule-forecast-mostly-open = Plus de la moitié des demandes comparables sont encore ouvertes : aucune date ne serait honnête. Donnez un délai que l’équipe est sûre de tenir.
rule-assign-knows-usager = vous avez déjà aidé cette personne
rule-assign-skill = ce motif est dans vos compétences
rule-assign-territory = cette personne habite votre territoire
rule-assign-free = { $load ->
    [0] vous n’avez aucune demande en cours
    [one] vous n’avez qu’une demande en cours
   *[other] vous avez { $load } demandes en cours et pouvez en prendre d’autres
 }
rule-assign-nobody-in-team = Cette équipe n’a aucun agent. Ajoutez-en un, ou confiez la demande à une autre équipe.
rule-assign-nobody-for-reason = Aucun agent de l’équipe ne traite ce motif. Ajoutez-le aux compétences de l’un d’eux, ou confiez la demande à une autre équipe.
rule-assign-nobody-for-territory = Aucun agent compétent ne couvre ce territoire. Ajoutez-le à l’un d’eux, ou attribuez la demande vous-même.
rule-assign-nobody-present = Aucun agent compétent n’est présent. La demande attend leur retour ; attribuez-la vous-même si elle est urgente.
rule-assign-nobody-free = Les agents présents ont déjà autant de demandes qu’ils peuvent en traiter. Relevez une limite, ou demandez du renfort.
rule-spike = { $n ->
    [one] { $n } contact
   *[other] { $n } contacts
 } sur ce motif, au lieu de { $expected } habituellement
rule-radar-count = { $n }e contact { $days ->
    [0] aujourd’hui
    [one] en un jour
   *[other] en { $days } jours
 }
rule-radar-calls = { $n ->
    [one] { $n } appel
   *[other] { $n } appels
 }
rule-radar-messages = { $n ->
    [one] { $n } message
   *[other] { $n } messages
 }
rule-radar-unanswered-messages = { $n ->
    [one] { $n } message sans réponse
   *[other] { $n } messages sans réponse
 }
rule-radar-visits = { $n ->
    [one] { $n } visite
   *[other] { $n } visites
 }
rule-radar-others = { $n ->
    [one] { $n } autre contact
   *[other] { $n } autres contacts
 }
rule-radar-callback = Un rappel promis n’a pas été fait : il était dû { $days ->
    [0] aujourd’hui
    [1] hier
   *[other] il y a { $days } jours
 }.
rule-radar-passed = La date annoncée est passée { $days ->
    [0] aujourd’hui
    [1] depuis hier
   *[other] depuis { $days } jours
 }.
rule-radar-unanswered = Un message attend une réponse { $days ->
    [0] depuis aujourd’hui
    [1] depuis hier
   *[other] depuis { $days } jours
 }.
rule-radar-closed = La demande a été close { $days ->
    [0] aujourd’hui
    [1] hier
   *[other] il y a { $days } jours
 }, et la personne revient pour le même motif.
rule-radar-document-received = Un document demandé a été reçu { $days ->
    [0] aujourd’hui
    [1] hier
   *[other] il y a { $days } jours
 }, mais la demande n’a pas avancé depuis.
rule-radar-document-awaited = Un document demandé { $days ->
    [0] aujourd’hui
    [1] hier
   *[other] il y a { $days } jours
 } n’est pas arrivé.
rule-radar-not-reached = { $n ->
    [one] Un appel récent n’a pas abouti.
   *[other] { $n } appels récents n’ont pas abouti.
 }
rule-radar-transferred = { $n ->
    [one] Cette personne a déjà été renvoyée vers un autre interlocuteur.
   *[other] Cette personne a déjà été renvoyée { $n } fois vers un autre interlocuteur.
 }
rule-radar-ahead = La date annoncée est { $days ->
    [0] aujourd’hui
    [1] demain
   *[other] dans { $days } jours
 }.
rule-radar-no-date = Aucune date n’a été annoncée, et la demande attend { $days ->
    [0] depuis aujourd’hui
    [1] depuis hier
   *[other] depuis { $days } jours
 }.
rule-template-name = nom de la personne
rule-template-request-number = numéro de la demande
rule-template-reason = motif de la demande
rule-template-received-date = date de réception
rule-template-promised-date = date annoncée
rule-template-missing-documents = pièces manquantes
rule-template-documents-date = date limite d’envoi des pièces
rule-template-callback-date = date du rappel
rule-template-appointment = rendez-vous
rule-template-follow-up-link = lien vers la page de suivi
rule-template-agent = nom de l’agent
rule-template-team = équipe
rule-template-organisation = organisme
rule-template-phone = téléphone de l’équipe
rule-template-address = adresse postale de l’équipe
rule-template-hours = horaires d’ouverture
rule-template-today = date du jour
rule-template-not-closed = Ligne { $line }, colonne { $column } : deux accolades s’ouvrent et ne se ferment pas. Ajoutez deux accolades fermantes sur la même ligne.
rule-template-unknown = Ligne { $line }, colonne { $column } : « { $name } » n’est pas une variable. Choisissez-en une dans la liste.
rule-template-unknown-mark = Ligne { $line }, colonne { $column } : « { $name } » n’est pas compris. Seuls #if et /if le sont.
rule-template-end-alone = Ligne { $line }, colonne { $column } : ce /if ne termine rien. Supprimez-le, ou ajoutez le #if qui manque avant.
rule-template-not-ended = Ligne { $line }, colonne { $column } : la partie qui dépend de « { $name } » n’est pas terminée. Ajoutez /if à sa fin.
rule-template-too-deep = Ligne { $line }, colonne { $column } : plus de { $most } conditions sont imbriquées. Simplifiez le texte.
rule-template-too-long = Ligne { $line }, colonne { $column } : le modèle dépasse { $most } Ko. Raccourcissez-le.
rule-template-filled-too-long = Ligne { $line }, colonne { $column } : le texte rempli est trop long. Raccourcissez ce qui y est placé.
rule-template-missing = Ligne { $line }, colonne { $column } : « { $name } » n’est pas connu pour cette demande. Renseignez-le, ou rendez cette partie facultative avec #if.
