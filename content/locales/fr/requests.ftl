nav-requests = Demandes
way-email = Adresse électronique
way-phone = Téléphone
way-post = Adresse postale
request-state-open = En cours
request-state-closed = Close
handling-stale = Quelqu’un d’autre a changé cette demande pendant que vous la lisiez. Relisez-la, puis recommencez : votre texte est gardé en brouillon.
mail-footer =
    Référence : { $reference }
    Suivre votre demande : { $address }

# Fichiers
files-failed = Le fichier n’a pas pu être gardé ou relu. Réessayez dans un moment ; si cela recommence, prévenez l’administrateur.
files-altered = Ce fichier n’est plus celui qui a été reçu : il n’est pas montré. Prévenez l’administrateur.
mailbox-sealed = Les mots de passe de cette boîte ne peuvent plus être lus : la clé de l’installation a changé. Saisissez-les de nouveau.
mailbox-no-server = Cette boîte n’a pas de serveur de réception. Complétez ses réglages.
mailbox-no-reader = Les messages ne peuvent pas être lus pour le moment : le programme qui les lit n’a pas démarré. Ils sont gardés et seront lus ensuite.
# Boîtes aux lettres électroniques
mailboxes-title = Boîtes électroniques
mailboxes-lead = Les adresses où les usagers écrivent : ce qui est arrivé, ce qui a été mis de côté, ce qui n’est pas parti.
mailboxes-none = Aucune boîte pour l’instant. Une responsable ou un responsable peut en ajouter une : les messages arriveront alors dans les demandes.
mailbox-new = Ajouter une boîte
mailbox-edit = Modifier la boîte
mailbox-save = Vérifier et enregistrer
mailbox-saved = La boîte est enregistrée. Elle sera lue dans la minute.
mailbox-taken = cette adresse est déjà celle d’une boîte.
mailbox-off = à l’arrêt
mailbox-problem = ne peut pas être lue
mailbox-read = lue le { $at }
mailbox-not-yet = pas encore lue
mailbox-writes = envoie seulement
mailbox-compared = reçus { $received }, rangés { $filed }, en quarantaine { $quarantined }, manquants { $missing }, perdus { $lost }
mailbox-never-compared = Le serveur et les demandes n’ont pas encore été comparés. C’est fait chaque nuit.
mailbox-compare = Comparer maintenant
mailbox-whole = Comparaison faite : aucun message ne manque.
mailbox-mended = Comparaison faite : { $missing } messages manquaient et { $lost } avaient perdu leur contact. Ils sont repris en ce moment.
mailbox-waiting = { $n ->
    [one] Un message est gardé et attend d’être rangé.
   *[other] { $n } messages sont gardés et attendent d’être rangés.
}
mailbox-bytes = { $n } Ko
mailbox-incoming = Réception (IMAP)
mailbox-outgoing = Envoi (SMTP)
mailbox-trust = Confiance et signature
mailbox-team-first = L’équipe d’accueil
mailbox-field-address = Adresse
mailbox-field-name = Nom affiché
mailbox-hint-name = Ce que les usagers lisent avant l’adresse, par exemple le nom du service.
mailbox-field-team = Équipe qui reçoit les messages
mailbox-field-is_on = Lire et envoyer les messages de cette boîte
mailbox-field-host = Serveur de réception
mailbox-field-port = Port
mailbox-field-security = Protection de la ligne
mailbox-security-tls = TLS
mailbox-security-start-tls = STARTTLS
mailbox-security-plain = Aucune (serveur de cette machine seulement)
mailbox-field-user = Identifiant
mailbox-field-login = Preuve
mailbox-login-password = Mot de passe
mailbox-login-oauth2 = Jeton OAuth 2
mailbox-field-password = Mot de passe ou jeton
mailbox-hint-password = Laissez vide pour garder celui qui est enregistré. Il est chiffré avec la clé de l’installation.
mailbox-field-folder = Dossier
mailbox-field-smtp = Serveur d’envoi
mailbox-hint-smtp = Par exemple smtp://smtp.ville.example:587?tls=required, sans identifiant ni mot de passe.
mailbox-field-smtp-user = Identifiant d’envoi
mailbox-field-smtp-password = Mot de passe d’envoi
mailbox-hint-smtp-password = Laissez vide pour garder celui qui est enregistré.
mailbox-field-trusted = Serveur qui vérifie les expéditeurs
mailbox-hint-trusted = Le nom que votre serveur écrit dans « Authentication-Results ». Vide : aucune vérification n’est crue.
mailbox-field-dkim-selector = Sélecteur DKIM
mailbox-hint-dkim-selector = Le nom publié dans le DNS sous _domainkey. Vide : les messages ne sont pas signés ici.
mailbox-field-dkim-key = Clé privée DKIM
mailbox-hint-dkim-key = RSA (PEM) ou Ed25519 (base64). Laissez vide pour garder celle qui est enregistrée.
mailbox-address-none = ce n’est pas une adresse électronique.
mailbox-name-none = donnez un nom à lire avant l’adresse.
mailbox-port-none = donnez un numéro de port, par exemple 993.
mailbox-user-none = donnez l’identifiant de la boîte.
mailbox-smtp-none = ce n’est pas l’adresse d’un serveur d’envoi : smtp://nom:port, sans identifiant.
mailbox-nothing = donnez un serveur de réception, d’envoi, ou les deux.
leaving-title = Messages qui ne sont pas partis, ou qui sont revenus
leaving-none = Tout est parti.
leaving-request = Demande
leaving-recipient = Destinataire
leaving-at = Écrit le
leaving-state = Où il en est
leaving-do = Que faire
leaving-again = Réessayer maintenant
dispatch-waiting = attend d’être envoyé
dispatch-sending = en cours d’envoi
dispatch-doubtful = parti ou non, on vérifie
dispatch-unproven = pris par le serveur, mais la copie n’est pas revenue : il n’est peut-être pas parti
dispatch-sent = parti
dispatch-refused = refusé
dispatch-bounced = revenu
dispatch-gone = Ce message est parti entre-temps, ou est en cours d’envoi.
dispatch-again = Le message est renvoyé maintenant.
apart-title = Messages mis de côté
apart-about = Rien n’est jeté : les messages illisibles, ceux des robots, les indésirables et les doublons restent ici, tels qu’ils sont arrivés.
apart-none = Aucun message mis de côté.
apart-at = Reçu le
apart-why = Pourquoi
apart-size = Taille
apart-raw = Enregistrer tel quel
apart-release = En faire une demande
arrival-own = Un message envoyé d’ici.
arrival-loop = Il tourne en rond entre des robots.
arrival-bounce = Un serveur dit qu’un message n’est pas arrivé.
arrival-out-of-office = Réponse automatique d’absence.
arrival-automatic = Écrit par un robot.
arrival-spam = Le serveur le dit indésirable.
arrival-ordinary = Message d’une personne, sans contact.
arrival-duplicate = Le même message était déjà rangé.
arrival-released = Remis parmi les messages de personnes.
arrival-filed-already = Ce message est déjà rangé, ou va l’être.
arrival-released-done = Le message va devenir une demande.

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
desk-file-dangerous = dangereuse, bloquée
desk-file-held = Cette pièce est d’un type dangereux : elle n’est pas remise. Un responsable peut la débloquer, en disant pourquoi.
desk-size-kb = { $size } ko
desk-size-mb = { $size } Mo
desk-sending-waiting = en attente d’envoi
desk-sending-sending = en cours d’envoi
desk-sending-doubtful = envoi incertain
desk-sending-unproven = envoi non confirmé
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
desk-to-email-only = Ni téléphone ni adresse postale connus
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
desk-day-hours = { $day } : { $hours }
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
rule-template-follow-up-link = lien vers la page de suivi
rule-template-agent = nom de l’agent
rule-template-team = équipe
rule-template-organisation = organisme
rule-template-phone = téléphone de l’équipe
rule-template-address = adresse postale de l’équipe
rule-template-hours = horaires d’ouverture
rule-template-today = date du jour

# Côté usager
contact-title = Écrire à { $name }
contact-lead = Deux étapes, quelques minutes. Vous n’avez pas besoin de compte.
contact-reason = Pourquoi nous écrivez-vous ?
contact-other = Autre chose, ou je ne sais pas
contact-message = Votre question ou votre demande
contact-message-hint = Écrivez comme vous parlez. Si vous avez un numéro de dossier, indiquez-le.
contact-go-on = Continuer
contact-already = Vous avez déjà écrit ? Suivez votre demande
contact-missing = à remplir.
contact-too-long = trop long, raccourcissez-le.
contact-choose = Choisissez une réponse.
contact-bad-email = cette adresse n’est pas complète. Exemple : nom@exemple.fr
contact-bad-phone = ce numéro n’est pas complet. Exemple : 06 12 34 56 78
contact-bad-post = écrivez l’adresse complète, avec le code postal et la ville.
contact-your-message = Votre message
contact-change = Modifier mon message
contact-you = Pour vous répondre
contact-name = Votre nom et votre prénom
contact-by = Comment voulez-vous recevoir la réponse ?
contact-by-email = Par courriel
contact-by-phone = Par téléphone
contact-by-post = Par courrier
contact-email = Votre adresse électronique
contact-phone = Votre numéro de téléphone
contact-post = Votre adresse postale
contact-files = Joindre des fichiers (facultatif)
contact-privacy = Vos réponses servent à traiter votre demande, et à rien d’autre.
contact-privacy-more = Vos données personnelles
contact-send = Envoyer
contact-send-anyway = Envoyer quand même
contact-sent = Votre demande est envoyée. Votre code de suivi : { $code }. Gardez-le : il suffit pour revenir sur cette page.
files-hint = { $n } fichiers au plus, { $megabytes } Mo chacun : PDF, photos, documents.
files-too-large = « { $name } » est trop lourd ({ $megabytes } Mo au plus). Choisissez un fichier plus léger, puis joignez de nouveau vos fichiers.
files-too-many = Il y a plus de { $n } fichiers. Gardez les plus utiles, puis joignez-les de nouveau.
files-refused = « { $name } » n’est pas accepté : ce type de fichier peut être dangereux, ou son contenu n’est pas ce que son nom annonce. Envoyez un PDF ou une photo, puis joignez de nouveau vos fichiers.
files-all-too-large = Vos fichiers sont trop lourds tous ensemble. Revenez à la page précédente et envoyez-les en plusieurs fois.
files-broken = L’envoi s’est arrêté avant la fin. Revenez à la page précédente et recommencez.
files-size = { $kilobytes } ko
answers-title = Votre réponse est peut-être ici
answers-read = Lisez ces réponses avant d’envoyer : vous gagnerez du temps.
answers-helped = Cela répond à ma question
answers-thanks = Merci. Rien n’a été envoyé : vous pouvez fermer cette page.
follow-title = Suivre une demande
follow-lead = Avec votre code de suivi, sans compte.
follow-code = Code de suivi
follow-code-hint = Huit lettres et chiffres, comme ABCD-EFGH.
follow-open = Voir ma demande
follow-where = Le code est dans nos messages et sur nos courriers. Vous ne le trouvez pas ? Contactez le service auquel vous avez écrit.
follow-unknown = Ce code ne correspond à aucune demande. Vérifiez chaque lettre, puis réessayez.
follow-page-title = Votre demande { $reference }
follow-opened = demande reçue le { $day }
follow-you = Vous
follow-who = { $who }, { $how }
follow-by-phone = par téléphone
follow-by-email = par courriel
follow-by-counter = au guichet
follow-by-web = sur ce site
follow-by-sms = par SMS
follow-by-chat = par messagerie
follow-by-post = par courrier
follow-by-video = en visioconférence
follow-by-app = par l’application
follow-by-social = par un réseau social
follow-by-visit = lors d’une visite
follow-by-other = par un autre moyen
follow-exchange = Nos échanges
follow-write = Poser une question ou ajouter un document
follow-message = Votre message
follow-message-hint = Votre message rejoint cette demande : inutile de tout réexpliquer.
follow-nothing-written = écrivez un message ou joignez un fichier.
follow-written = Votre message est envoyé.
follow-keep = À garder
follow-keep-hint = Gardez ce code pour vous : toute personne qui l’a peut lire cette page.
follow-reference = Référence
optional = Facultatif.
standing-received = Nous avons reçu votre demande
standing-assigned = Un agent s’occupe de votre demande
standing-at-work = Nous vous avons répondu et la demande est toujours en cours
standing-administration-next = C’est à nous d’agir. Vous n’avez rien à faire.
standing-usager = Nous attendons quelque chose de vous
standing-usager-answer = Répondez à notre dernier message : nous reprendrons aussitôt.
standing-usager-documents = Envoyez les documents demandés ci-dessous : nous reprendrons aussitôt.
standing-usager-documents-by = Envoyez les documents demandés ci-dessous avant le { $day } : nous reprendrons aussitôt.
standing-other-body = Nous attendons la réponse d’un autre organisme
standing-other-body-next = Vous n’avez rien à faire. Nous suivons cette réponse pour vous.
standing-closed = Votre demande est terminée depuis le { $day }
standing-closed-next = Si ce n’est pas réglé, dites-le ci-dessous : nous la rouvrirons.
standing-avoid = Inutile de nous appeler avant le { $day } : nous n’aurons pas d’autre information à vous donner. Cette page, elle, est toujours à jour.
expected-between = Réponse attendue entre le { $low } et le { $high }.
expected-by = Réponse attendue au plus tard le { $high }.
expected-passed = Nous vous avions annoncé une réponse au plus tard le { $high }. Nous sommes en retard et vous prions de nous en excuser. Vous pouvez nous écrire ci-dessous.
silence-agent-accepted = Sans décision avant la fin du { $day }, la demande sera acceptée.
silence-agent-refused = Sans décision avant la fin du { $day }, la demande sera refusée.
silence-agent-months = { $n ->
    [one] Sans décision dans le mois qui suit l’arrivée du dossier complet
   *[other] Sans décision dans les { $n } mois qui suivent l’arrivée du dossier complet
 }, la demande sera acceptée.
silence-agent-days = { $n ->
    [one] Sans décision le jour qui suit l’arrivée du dossier complet
   *[other] Sans décision dans les { $n } jours qui suivent l’arrivée du dossier complet
 }, la demande sera acceptée.
silence-usager-accepted = Si nous ne vous avons pas répondu à la fin du { $day }, votre demande est acceptée.
silence-usager-refused = Si nous ne vous avons pas répondu à la fin du { $day }, votre demande est refusée et vous pouvez contester ce refus.
silence-usager-months = { $n ->
    [one] Si nous ne vous répondons pas dans le mois après avoir reçu tous les documents
   *[other] Si nous ne vous répondons pas dans les { $n } mois après avoir reçu tous les documents
 }, votre demande est acceptée.
silence-usager-days = { $n ->
    [one] Si nous ne vous répondons pas le jour après avoir reçu tous les documents
   *[other] Si nous ne vous répondons pas dans les { $n } jours après avoir reçu tous les documents
 }, votre demande est acceptée.
documents-title = Documents demandés
documents-why = Pourquoi : { $why }
documents-due = À envoyer avant le { $day }
documents-came = Reçu le { $day }. Merci.
documents-file = Choisir le fichier
documents-send = Envoyer ce document
documents-no-file = Aucun fichier n’a été choisi. Choisissez le fichier, puis envoyez-le.
documents-not-awaited = Ce document n’est plus attendu. Pour en envoyer un autre, écrivez un message plus bas.
documents-received = Votre document est bien arrivé.
documents-mail-subject = Documents à nous envoyer pour votre demande { $reference }
documents-mail-intro = Pour avancer, nous avons besoin de ce qui suit :
documents-mail-why = { "  " }Pourquoi : { $why }
documents-mail-due = { "  " }À envoyer avant le { $day }
documents-mail-useful = { "  " }Ce document est utile mais n’arrête pas votre demande.
documents-mail-how = Vous pouvez répondre à ce message en joignant vos documents, ou les déposer sur la page de votre demande.
solved-title = Est-ce réglé ?
solved-yes = Oui, c’est réglé
solved-already = C’est réglé, je n’ai plus besoin de réponse
solved-said = Vous nous avez dit que c’est réglé. Merci.
solved-no = Non, ce n’est pas réglé
solved-why = Que manque-t-il ?
solved-open-again = Rouvrir ma demande
solved-thanks = Merci, c’est noté.
unsolved-thanks = Votre demande est rouverte. Nous reprenons.
opinion-title = Je donne mon avis
opinion-question = Comment s’est passée votre demande ?
opinion-1 = Très mal
opinion-2 = Mal
opinion-3 = Moyen
opinion-4 = Bien
opinion-5 = Très bien
opinion-words = Voulez-vous ajouter quelque chose ?
opinion-send = Envoyer mon avis
opinion-no-mark = Choisissez une réponse entre « Très mal » et « Très bien ». L’avis se donne une fois la demande terminée.
opinion-thanks = Merci pour votre avis.
print-title = Imprimer le suivi
print-mark = Code à photographier avec un téléphone pour ouvrir la page de suivi
print-follow = Suivre votre demande
print-hint = Imprimez cette page avec votre navigateur.
print-back = Revenir à la demande
ready-title = Réponses toutes prêtes
ready-lead = Elles sont proposées aux usagers avant qu’ils envoient leur demande.
ready-none = Aucune réponse pour l’instant. Commencez par la question que l’on vous pose le plus.
ready-figures = Ce que chaque réponse évite
ready-question = Question
ready-question-hint = Avec les mots de ceux qui la posent : c’est par eux qu’elle est trouvée.
ready-answer = Réponse
ready-reason = Pour quel motif
ready-all-reasons = Tous les motifs
ready-shown = Montrée
ready-helped = A suffi
ready-share = Part
ready-figures-hint = Une réponse est comptée quand l’usager décide : il envoie quand même, ou dit qu’elle lui suffit.
ready-new = Nouvelle réponse
ready-change = Modifier
ready-save = Enregistrer
ready-close = Ne plus proposer
ready-saved = La réponse est enregistrée.
ready-closed = La réponse n’est plus proposée.
ready-missing = Il manque la question ou la réponse. Remplissez les deux, puis enregistrez.
ready-too-long = C’est trop long : 150 signes pour la question, 4 000 pour la réponse.
ack-hello = Bonjour,
ack-subject = Nous avons reçu votre demande { $reference }
ack-received = { $name } a reçu votre demande le { $day }.
ack-no-need = Inutile de nous relancer avant le { $day } : votre page de suivi est toujours à jour.
ack-follow = Pour la suivre : référence { $reference }, code de suivi { $code }.
ack-automatic = Ce message est automatique. Vous pouvez y répondre : votre réponse rejoindra votre demande.
ack-lacks-reason = le motif de la demande
ack-lacks-silence = ce que vaut le silence pour ce motif
ack-manage-title = Accusés de réception
ack-manage-lead = Un accusé de réception incomplet ne fait pas courir les délais de recours.
ack-lacking = Ce qui manque pour les accusés de réception
ack-lacking-none = Rien ne manque : chaque motif a un accusé de réception complet.
ack-lacking-means = Pour ces motifs, l’usager reçoit une simple confirmation. Complétez l’équipe ou le motif.
ack-appeals = Contester un refus
ack-appeals-why = Pour ces motifs, le silence vaut refus : l’accusé de réception dit comment le contester.
ack-appeal-ways = Voies de recours
ack-appeal-limits = Délais de recours
ack-appeal-saved = Les voies et délais de recours sont enregistrés.
ack-late = Accusés de réception en retard
ack-late-none = Aucun retard.
ack-late-registration = rien n’a été envoyé : c’était à faire avant la fin du { $day }.
ack-late-acknowledgement = pas d’accusé de réception complet : c’était à faire avant la fin du { $day }.
desk-event-documents-asked = Document demandé
desk-event-documents-received = Document reçu
desk-event-document-withdrawn = Document dont on n’a plus besoin
desk-event-settled = L’usager dit que c’est réglé
desk-event-opinion = L’usager a donné son avis
desk-event-team = Donnée à l’équipe { $team }
desk-event-not-delivered = Un message n’est pas arrivé. { $why }
desk-document = Demander un document
desk-document-what = Quel document
desk-document-why = Pourquoi il est utile
desk-document-day = Pour quand
desk-document-blocks = Rien ne peut être décidé sans lui
desk-document-do = Demander ce document
desk-document-none = Dites quel document vous demandez.
desk-document-asked = Le document est demandé. C’est à l’usager d’agir.

# Archives
archive-disk = L’archive n’a pas pu être lue ou écrite. Vérifiez la place et les droits sur le disque, puis recommencez.
archive-zip = Ce fichier n’est pas un ZIP entier. Refaites l’archive ou copiez-la de nouveau.
archive-no-partner = L’administration « { $code } » n’existe pas dans cette installation. Vérifiez son code.
archive-format = Ce fichier n’est pas une archive de demandes de cette version. Exportez-la de nouveau avec « inbox export ».
archive-row = La ligne { $row } de « { $table } » ne peut pas être lue. Rien n’a été importé : refaites l’archive.
archive-taken = La ligne { $row } de « { $table } » contredit ce qui existe ici. Rien n’a été importé : importez dans une installation où cette administration n’a pas encore de demandes.
archive-file = Le fichier { $name } n’est pas celui que son nom annonce. L’archive est abîmée : copiez-la de nouveau.
archive-title = Archive des demandes
archive-lead = Un fichier JSON Lines par table, une ligne par enregistrement. Les messages bruts et les pièces jointes sont dans « files », sous la clé de leur contenu (BLAKE3). Le fichier « manifest.json » donne la version et les comptes ; « account.jsonl » donne l’adresse, le nom et le rôle des agents cités.
archive-key = Clé :
archive-kind-text = texte
archive-kind-number = nombre entier (0 ou 1 pour non ou oui)
archive-kind-instant = instant, en microsecondes depuis 1970 (UTC)
archive-kind-id = identifiant
archive-kind-later = identifiant d’une autre ligne de la même table
archive-kind-partner = code de l’administration
archive-kind-account = adresse électronique d’un agent
archive-kind-file = clé d’un fichier de l’archive
archive-kind-fate = ce qu’est devenu l’envoi ; un envoi en cours est abandonné à l’import
archive-kind-left = non écrit
archive-table-team = Les équipes qui répondent, leurs heures et ce qu’elles promettent.
archive-table-team-member = Qui travaille dans quelle équipe.
archive-table-reason = Les motifs pour lesquels on écrit.
archive-table-reason-appeal = Comment contester un refus par le silence.
archive-table-incident = Les incidents qui font écrire beaucoup de monde.
archive-table-template = Les modèles de réponse, version par version.
archive-table-ready-answer = Les réponses prêtes du formulaire public.
archive-table-usager = Les usagers.
archive-table-usager-way = Les adresses et numéros par lesquels on les joint.
archive-table-usager-word = Les mots des noms, pour la recherche.
archive-table-request-counter = La dernière référence de chaque année.
archive-table-request = Les demandes.
archive-table-request-word = Les mots des demandes, pour la recherche.
archive-table-request-turn = À qui c’était le tour, et depuis quand.
archive-table-request-event = Ce qui a été fait d’une demande.
archive-table-contact = Les contacts, entrants et sortants.
archive-table-attachment = Les pièces jointes des contacts.
archive-table-note = Les notes des agents.
archive-table-mention = Les collègues nommés dans les notes.
archive-table-draft = Les réponses commencées.
archive-table-question = Les questions posées, et si elles ont eu réponse.
archive-table-callback = Les rappels promis.
archive-table-document-request = Les pièces demandées.
archive-table-acknowledgement = Les accusés de réception.
archive-table-proposal = Ce qu’une personne doit décider ou a décidé.
archive-table-merger = Les fusions, et de quoi les défaire.
archive-table-second-coding = Les demandes codées une seconde fois.
archive-table-opinion = Les avis après la clôture.
archive-table-mailbox = Les boîtes électroniques, sans leurs secrets.
archive-table-arrival = Les messages arrivés.
archive-table-reconciliation = Les comparaisons avec le serveur de messagerie.
archive-table-dispatch = Les messages à envoyer ou envoyés, et ce qu’ils sont devenus.
archive-table-incident-out = Les demandes retirées d’un incident.
archive-table-incident-answer = Les réponses données à toutes les demandes d’un incident.
archive-table-incident-delivery = Pour quelles demandes, et ce qu’il en est.
archive-table-cause-proposal = Les causes proposées à la clôture, et celles données.
archive-table-phone-call = Les appels, tels que le standard les a dits.
person-title = Ce que l’on sait de vous

# Imports
import-record-unknown = Cet objet n’est ni un ticket, ni un article, ni un usager de Zammad, ni une conversation de FreeScout. Il n’a pas été lu.
import-json = Ce fichier n’est pas du JSON entier. Exportez-le de nouveau.
import-field-missing = Cette valeur manque. Ajoutez-la, puis importez de nouveau : ce qui est déjà là ne sera pas ajouté deux fois.
import-no-messages = Cette conversation n’a aucun message que l’on puisse lire. Ajoutez ses messages aux fichiers.
import-no-ticket = Le ticket de cet article n’est pas dans les fichiers. Ajoutez-le.
import-no-file = La pièce jointe « { $name } » n’est pas dans les fichiers. Le message est rangé sans elle.
import-not-utf8 = Cette ligne n’est pas écrite en UTF-8. Enregistrez le fichier en UTF-8.
import-column-unknown = Cette colonne n’est pas lue. Vérifiez son nom, ou retirez-la.
import-column-missing = Cette colonne manque. Aucune ligne de ce fichier n’a été lue.
import-instant = Ce n’est pas une date avec son heure. Écrivez-la ainsi : 2026-03-02T10:00:00+01:00.
import-direction = La direction est « inbound », « outbound » ou « note ».
import-channel = Ce canal n’existe pas. Utilisez par exemple « email », « phone », « counter », « web » ou « post ».
import-way = Ce n’est ni une adresse électronique ni un numéro de téléphone. Corrigez cette cellule ou videz-la.
import-nobody = Personne n’est nommé. Donnez un nom, une adresse électronique ou un numéro.
import-state = L’état est « open » ou « closed ».
# Incidents
surge-title = Plus de demandes que d’habitude
surge-line = { $n ->
    [one] Une demande
   *[other] { $n } demandes
 } sur « { $reason } » depuis { $since }, { $usual ->
    [0] presque aucune d’habitude
    [one] une d’habitude
   *[other] { $usual } d’habitude
 }.
surge-open = Ouvrir un incident
surge-dismiss = Rien d’anormal
surge-dismissed = C’est noté. Cette alerte ne revient pas tant que cela dure.
incidents-title = Incidents
incidents-lead = Une même cause fait écrire beaucoup de monde : une annonce, une réponse pour tous.
incidents-running = En cours
incidents-none = Aucun incident en cours.
incidents-ended = Terminés
incident-new = Ouvrir un incident
incident-open = Ouvrir l’incident
incident-opened = L’incident est ouvert. Rien n’est annoncé aux usagers tant que vous n’enregistrez pas l’annonce.
incident-runs-already = Un incident est déjà en cours pour ce motif : le voici.
incident-reason = Motif
incident-reason-hint = Les demandes de ce motif y entrent d’elles-mêmes. Pour tous les motifs, vous les ajoutez une à une.
incident-title = Ce qui se passe, en une ligne
incident-title-proposed = { $reason } : beaucoup de demandes en ce moment
incident-no-title = Dites ce qui se passe, en une ligne.
incident-runs-line = Incident en cours : { $title } ({ $n ->
    [0] aucune demande
    [one] une demande
   *[other] { $n } demandes
 })
incident-of-request = Cette demande fait partie de l’incident « { $title } » : une réponse commune peut la servir.
incident-since = Depuis
incident-requests = Demandes
incident-counted = { $all ->
    [0] aucune demande
    [one] une demande
   *[other] { $all } demandes
 }, { $open ->
    [0] aucune en cours
    [one] une en cours
   *[other] { $open } en cours
 }
incident-joins = Celles qui arrivent encore pour ce motif s’y ajoutent.
incident-shown = Les { $shown } premières sont montrées. Celles qui arrivent encore pour ce motif s’y ajoutent.
incident-runs = En cours
incident-runs-until = En cours, jusqu’au { $at }
incident-ended-at = Terminé le { $at }
incident-later = arrivée depuis
incident-answer = Répondre à toutes
incident-answer-hint = Un seul texte : chaque usager reçoit son propre message. Les champs, comme {"{{"}nom{"}}"}, sont remplis pour chacun.
incident-answer-do = Envoyer à toutes
incident-answer-waiting = réponse en attente
incident-answer-sent = réponse commune envoyée
incident-answer-closed = répondue et close
incident-answer-skipped = déjà close : laissée
incident-answer-lacking = pas de réponse : à traiter
incident-answer-written = { $n ->
    [one] La réponse part à un usager.
   *[other] La réponse part à { $n } usagers.
 }
incident-answered-together = Réponse commune à un incident.
incident-no-reason = La réponse est partie, mais la demande n’a pas de motif : elle reste ouverte.
incident-to = Pour quelles demandes
incident-to-new = Celles qui n’ont pas encore eu de réponse commune ({ $n })
incident-to-all = Toutes celles qui sont en cours ({ $n })
incident-nobody = Aucune demande en cours n’attend cette réponse.
incident-then = Ensuite
incident-then-attendre = Elles restent en cours
incident-then-clore = Elles sont closes
incident-cause-hint = Nécessaire si elles sont closes. La même cause vaut pour toutes.
incident-overtaken = Quelqu’un a déjà répondu ou changé l’incident entre-temps : rien n’est parti. Relisez la page, puis recommencez s’il le faut.
incident-preview = Aperçu
incident-preview-do = Voir les trois premiers messages
incident-addressed = { $n ->
    [one] Un message partira.
   *[other] { $n } messages partiront. Voici les premiers.
 }
incident-add = Ajouter une demande (référence)
incident-add-do = Ajouter
incident-added = La demande fait partie de l’incident.
incident-not-added = Cette demande est close, ou fait déjà partie d’un incident.
incident-take-out = Retirer de l’incident
incident-taken-out = La demande ne fait plus partie de l’incident, et n’y reviendra pas d’elle-même.
incident-told-title = Ce que lisent les usagers
incident-told-where = Un seul texte : en haut du formulaire public et des pages de suivi, et au début de l’accusé de réception de qui écrit pour ce motif.
incident-is-told = annoncé
incident-is-untold = pas annoncé
incident-text = Ce qu’il faut savoir et faire
incident-text-hint = Vide : rien n’est annoncé.
incident-text-proposed = Nous recevons beaucoup de demandes à ce sujet et nous y travaillons. Inutile de nous écrire de nouveau : nous répondrons à chacun.
incident-ends-day = Fin de l’annonce : jour
incident-ends-hour = Fin de l’annonce : heure
incident-ends-hint = Vide : l’incident dure jusqu’à ce que quelqu’un le termine.
incident-ends-bad = Choisissez un jour et une heure à venir, dans les trois mois.
incident-tell = Enregistrer l’annonce
incident-told = L’annonce est en ligne, et au début des accusés de réception.
incident-untold = Rien n’est annoncé.
incident-end = Terminer
incident-end-explained = L’annonce disparaît tout de suite. Les demandes encore en cours restent dans la liste.
incident-end-do = Terminer l’incident
incident-ended = L’incident est terminé : plus rien n’est annoncé.
incident-over = Terminé
incident-over-explained = Plus rien n’est annoncé. Les demandes gardent leur histoire.
desk-event-incident-joined = Entrée dans un incident
desk-event-incident-left = Retirée d’un incident
desk-event-incident-answered = Réponse commune à l’incident

# Causes apprises
desk-why-learned = à cause de : { $because }
desk-why-learned-often = vos agents la donnent souvent
desk-coding = Fiabilité des causes
desk-coding-unlearned = Les causes sont proposées d’après des indices communs à tous. Dès { $n } demandes closes avec leur cause, elles le seront d’après vos propres codages. Rien ne quitte cette installation.
desk-coding-learned = Les causes sont proposées d’après vos propres codages : { $n } demandes closes, relues le { $at }. Rien ne quitte cette installation.
desk-coding-kept-learned = Proposées d’après vos codages : { $share } gardées par les agents, sur { $n } clôtures en trois mois.
desk-coding-kept-learned-few = Proposées d’après vos codages : { $kept } gardées sur { $n } clôtures. C’est encore trop peu pour un pourcentage.
desk-coding-kept-ruled = Proposées d’après les indices communs : { $share } gardées par les agents, sur { $n } clôtures en trois mois.
desk-coding-kept-ruled-few = Proposées d’après les indices communs : { $kept } gardées sur { $n } clôtures. C’est encore trop peu pour un pourcentage.

# Attribution
desk-team-gives = Donner aussitôt chaque nouvelle demande à un agent
desk-team-gives-hint = Pendant les horaires de l’équipe, à qui le motif, le territoire, l’historique et la charge conviennent le mieux, parmi ceux qui ont travaillé ici dans l’heure. Si personne ne convient, la demande reste dans la liste.
## Files and the antivirus
antivirus-title = Antivirus
antivirus-on = Chaque fichier reçu ou envoyé passe par l’antivirus. Ceux où il trouve quelque chose ne sont jamais remis ; ceux qu’il n’a pas pu contrôler le disent, et sont contrôlés plus tard.
antivirus-off = Aucun fichier n’est contrôlé par un antivirus. Pour qu’ils le soient, l’administrateur de l’instance donne l’adresse de ClamAV (réglage mail.antivirus).
files-infected = « { $name } » n’est pas accepté : l’antivirus y a trouvé un programme malveillant. Choisissez un autre fichier, puis joignez de nouveau les vôtres.
files-size-unchecked = { $kilobytes } ko, sans contrôle antivirus
desk-file-infected = infectée ({ $name }), bloquée
desk-file-infected-held = L’antivirus a trouvé un programme malveillant dans cette pièce : elle n’est remise à personne. Demandez à l’usager de l’envoyer autrement.
desk-file-no-antivirus = sans contrôle antivirus
desk-file-unchecked-not-yet = contrôle antivirus à venir
desk-file-unchecked-no-answer = antivirus injoignable : contrôle à venir
desk-file-unchecked-too-large = trop grosse pour l’antivirus
desk-file-unchecked-failed = contrôle antivirus impossible : nouvel essai à venir
desk-file-unchecked-gone = introuvable
desk-file-released = débloquée par { $who } : { $why }
desk-file-release = Débloquer
desk-file-release-why = Raison du déblocage
desk-file-release-hint = Gardée avec votre nom. Ne débloquez que ce que vous attendiez, d’une personne que vous connaissez.
desk-file-release-do = Débloquer cette pièce
desk-file-release-no-reason = Dites pourquoi vous débloquez cette pièce.
desk-file-release-impossible = Cette pièce n’est pas bloquée par son type, ou l’antivirus y a trouvé quelque chose.
desk-file-release-done = La pièce est débloquée.
desk-event-file-released = Pièce « { $name } » débloquée : { $why }

## Letters
letter-pdf = Courrier pour enveloppe à fenêtre (PDF)
letter-pdf-about = L’adresse tombe dans la fenêtre d’une enveloppe DL : pliez la feuille en trois, aux deux repères de gauche.
letter-title = Courrier de la demande { $reference }
letter-day = Le { $day }
letter-reference = Vos références :
letter-code = Code de suivi :
letter-follow = Suivre cette demande, sans compte
letter-follow-code = Ou tapez le code { $code } sur { $url }/suivi.

## Days with other hours
exceptions-label = Jours d’exception
exceptions-hint = Un jour par ligne, ou plusieurs : 24/12/2026 : 9:00-12:00, 31/12/2026 : fermé, 26/12/2026 au 30/12/2026 : fermé. Ils passent avant la semaine et les jours fériés.
exceptions-closed = fermé

## Templates
desk-template-names-link = Ce modèle contient { $blank }.
desk-template-no-address = L’adresse publique de cette installation n’est pas réglée : ce lien reste vide. L’administrateur peut la donner (réglage public_url).

## Mailboxes whose access tokens are renewed
mailbox-renewal = Renouveler un jeton OAuth 2
mailbox-renewal-about = Pour une boîte dont le fournisseur donne des jetons qui expirent (Microsoft 365, Google) : l’adresse, l’application et le jeton de renouvellement suffisent, le reste se fait tout seul.
mailbox-field-smtp-login = Preuve d’envoi
mailbox-field-oauth-endpoint = Adresse où le jeton se renouvelle
mailbox-hint-oauth-endpoint = Par exemple https://login.microsoftonline.com/…/oauth2/v2.0/token ou https://oauth2.googleapis.com/token. Vide : le jeton donné plus haut sert tant qu’il est valable.
mailbox-field-oauth-client = Identifiant de l’application
mailbox-field-oauth-client-secret = Secret de l’application
mailbox-hint-oauth-client-secret = Laissez vide pour garder celui qui est enregistré, ou si l’application n’en a pas.
mailbox-field-oauth-refresh = Jeton de renouvellement
mailbox-hint-oauth-refresh = Laissez vide pour garder celui qui est enregistré. Il est chiffré avec la clé de l’installation.
mailbox-field-oauth-scope = Ce qui est demandé
mailbox-hint-oauth-scope = Vide le plus souvent ; certains fournisseurs veulent qu’on le répète.
mailbox-oauth-no-client = Donnez l’identifiant de l’application, tel que le fournisseur l’a enregistrée.
mailbox-oauth-no-refresh = Donnez le jeton de renouvellement que le fournisseur a remis avec l’accord.
call-title = Appels
call-rings = Appel entrant, { $at }
call-taken = Appel pris, { $at }
call-hidden = numéro masqué
call-person = Voir la personne
call-about = C’est pour { $reference } ({ $subject })
call-new = C’est une nouvelle demande
call-nothing = Rien à noter
call-seen = C’est noté : cet appel n’est plus affiché.
call-attached = L’appel est noté dans la demande.
call-missed-subject = Appel manqué
webhooks-title = Programmes prévenus (webhooks)
webhooks-lead = D’autres programmes de votre administration peuvent être prévenus de ce qui arrive aux demandes. Ils reçoivent des références, des codes et des dates, jamais ce que les personnes ont écrit.
webhooks-none = Aucun programme n’est prévenu.
webhook-title = Programme prévenu
webhook-new = Prévenir un programme
webhook-add = Ajouter
webhook-url = Adresse du programme
webhook-url-hint = Par exemple https://logiciel.exemple.fr/contacts
webhook-events-hint = Cochez ce dont il est prévenu. Rien de coché : il est prévenu de tout.
webhook-events-requests = Demandes
webhook-events-contacts = Contacts
webhook-on = prévenu
webhook-off = en pause
webhook-away = ne répond pas, réessayé tout seul
webhook-secret = Secret
webhook-secret-once = Ce secret n’est affiché qu’une fois : donnez-le au programme, qui vérifie avec lui que les messages viennent bien d’ici.
webhook-what = De quoi il est prévenu
webhook-is-on = Prévenir ce programme
webhook-try = Envoyer un essai
webhook-tried = Un message d’essai part dans quelques secondes.
webhook-no-request = Il n’y a encore aucune demande avec laquelle essayer.
webhook-renew = Changer de secret
webhook-remove = Ne plus prévenir et retirer
webhook-removed = Ce programme n’est plus prévenu.
webhook-told = Messages envoyés
webhook-told-none = Rien n’a encore été envoyé.
webhook-counts = Reçus : { $sent }. En attente : { $waiting }. Abandonnés : { $refused }.
webhook-sent = reçu
webhook-waiting = en attente
webhook-refused = abandonné
webhook-answered = Réponse { $status } { $answer }
webhook-problem-bad-address = L’adresse ne convient plus.
webhook-problem-not-secure = L’adresse ne commence pas par https://.
webhook-problem-private = L’adresse mène dans le réseau du serveur, ce que l’administrateur de l’instance n’autorise pas.
webhook-problem-too-slow = Pas de réponse en dix secondes.
webhook-problem-unreachable = Le programme ne répond pas, ou a coupé la liaison.
webhook-next-try = Prochain essai { $at }.
webhook-replay = Envoyer de nouveau
webhook-body = Contenu
webhook-replay-range = Envoyer de nouveau plusieurs jours
webhook-replay-from = Du
webhook-replay-until = Au (compris)
webhook-replay-all = Y compris les messages déjà reçus
webhook-replayed = Messages envoyés de nouveau : { $count }
webhook-no-days = Choisissez un premier et un dernier jour.
webhook-too-many = Une administration peut prévenir { $most } programmes au plus. Retirez-en un d’abord.
webhook-bad-event = « { $event } » n’est pas un événement connu. La liste est dans docs/inbox-api.md.
webhook-replay-what = Indiquez un message (delivery), ou un instant à partir duquel envoyer de nouveau (from).
webhook-event-request-opened = Une demande arrive
webhook-event-request-assigned = Elle est confiée à un agent, ou rendue
webhook-event-request-passed = C’est à un autre d’agir
webhook-event-request-reason = Son motif change
webhook-event-request-team = Elle change d’équipe
webhook-event-request-snoozed = Elle est mise en sommeil, ou réveillée
webhook-event-request-closed = Elle est close
webhook-event-request-reopened = Elle est rouverte
webhook-event-request-settled = L’usager dit que c’est réglé
webhook-event-request-opinion = L’usager donne son avis
webhook-event-request-not-delivered = Un message n’est pas arrivé
webhook-event-request-robot = Un automate a répondu
webhook-event-request-merged = Elle rejoint une autre demande
webhook-event-request-received = Une autre demande la rejoint
webhook-event-request-parted = Elle est séparée d’une autre
webhook-event-request-callback = Un rappel est promis
webhook-event-request-called = Le rappel est fait, ou abandonné
webhook-event-request-documents-asked = Des documents sont demandés
webhook-event-request-documents-received = Des documents sont reçus
webhook-event-request-document-withdrawn = Un document n’est plus demandé
webhook-event-request-file-released = Un fichier bloqué est débloqué
webhook-event-request-incident-joined = Elle rejoint un incident
webhook-event-request-incident-left = Elle sort d’un incident
webhook-event-request-incident-answered = La réponse d’un incident lui est envoyée
webhook-event-contact-inbound = L’usager écrit, appelle ou passe
webhook-event-contact-outbound = L’administration répond
webhook-event-contact-proactive = L’administration écrit d’elle-même
webhook-event-test = Essai
api-merged = Cette demande a rejoint la demande { $id } : agissez sur celle-ci.
api-no-agent = Personne ne répond aux usagers sous l’adresse « { $email } » dans votre administration.
api-bad-key = L’en-tête Idempotency-Key doit avoir de 1 à 200 signes simples.
api-other-key = Cette clé (Idempotency-Key) a déjà servi pour autre chose. Prenez-en une nouvelle.
api-too-long = C’est trop long : { $most } signes au plus.
api-bad-instant = Écrivez un instant comme 2026-11-28T10:12:00Z.
api-bad-word = Ce n’est pas une valeur connue. Valeurs possibles : { $known }.
api-no-usager = Votre administration ne connaît pas cet usager.
api-bad-way = Cette adresse ou ce numéro n’en est pas un.
api-nobody = Indiquez qui demande : au moins un nom, une adresse, un numéro ou votre identifiant.
api-bad-language = Indiquez une langue comme fr ou en.
api-far-instant = Cet instant est dans le futur, ou a plus d’un an.
api-before-last = Cet instant est avant le dernier contact de la demande.
api-empty = Il manque une valeur ici.
api-no-reason = La demande n’a pas de motif : indiquez-en un (reason) pour la clore avec sa cause.
api-no-cause = Cette cause n’est pas connue. Les causes vont de A1 à V5.
api-open-questions = L’usager a posé des questions auxquelles personne n’a répondu. Dites pourquoi (unanswered) pour clore quand même.
api-bad-after = Reprenez ici la valeur « next » de la page d’avant.
api-bad-limit = Indiquez un nombre de 1 à { $most }.
api-not-json = Le contenu n’est pas un objet JSON.
api-unknown-number = Ce numéro ne mène à personne, ou à rien, dans votre administration.
api-no-customer = Indiquez l’usager : son numéro, ou « guess: » suivi de son adresse électronique.
api-known-address = Cette adresse électronique est déjà celle d’un usager.
api-no-files = Les fichiers ne passent pas par cette voie. Rien n’a été enregistré : envoyez le message sans eux.
api-not-own-address = Un message ne part que vers l’usager de la demande. Laissez ce champ vide, ou donnez une adresse de l’usager.
api-not-changed = Cela ne se change pas par cette voie.
api-no-pending = Indiquez jusqu’à quand (pending_time), par exemple 2026-12-01T08:00:00Z.
api-closed-elsewhere = Close par un autre programme

rights-title = Données personnelles
rights-link = Donner une copie ou effacer
rights-lead = Ce qu’une personne peut demander sur ses données : une copie de tout, ou leur effacement. La réponse est due en un mois.
rights-copy = Donner une copie
rights-copy-what = Un fichier ZIP : une page lisible par tous, la même chose pour un programme, ses messages et ses fichiers. Vérifiez d’abord que c’est bien cette personne qui la demande.
rights-copy-get = Télécharger la copie
rights-file-name = donnees-personnelles.zip
rights-erase = Effacer
rights-erase-counts = { $requests ->
    [0] Aucune demande
    [one] 1 demande
   *[other] { $requests } demandes
} et { $contacts ->
    [0] aucun contact
    [one] 1 contact
   *[other] { $contacts } contacts
} sont concernés.
rights-erase-what = Le nom, les adresses, les numéros, les textes, les notes, les fichiers et les messages d’origine disparaissent. Il reste, sans nom, que quelqu’un a écrit, quand, par quel canal et pourquoi. Une demande encore ouverte se termine.
rights-erase-limits = Cela ne se défait pas. Les sauvegardes, le serveur de courrier et ce que d’autres personnes ont écrit gardent ce qu’ils ont.
rights-erase-meant = Je veux effacer les données de cette personne
rights-erase-unsure = Cochez la case pour dire que c’est voulu.
rights-erase-do = Effacer les données
rights-erase-done = Les données sont effacées.
rights-erased-title = Données effacées
rights-erased = Effacées le { $at }.
rights-proof = Preuve { $proof } : { $requests ->
    [0] aucune demande vidée
    [one] 1 demande vidée
   *[other] { $requests } demandes vidées
}, { $contacts ->
    [0] aucun contact
    [one] 1 contact
   *[other] { $contacts } contacts
}, { $files ->
    [0] aucun fichier retiré
    [one] 1 fichier retiré
   *[other] { $files } fichiers retirés
}. Elle ne nomme personne.
rights-rewritten = Le fichier de la base a été réécrit le { $at } : il n’en garde rien.
rights-to-be-rewritten = Le fichier de la base sera réécrit la nuit prochaine, pour n’en rien garder.

## Les textos et les appels à passer
text-subject = Texto
text-call-subject = Appel à passer
