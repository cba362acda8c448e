# Les messages proactifs.

# Ce que l'on voit des messages : pages des agents et des responsables.
nav-notices = Messages
notice-home-title = Messages
notice-home-lead = Ce que votre administration envoie avant qu’on ait à vous le demander.
notice-tabs-label = Messages
notice-tab-home = Accueil
notice-tab-list = Envois
notice-tab-templates = Modèles
notice-tab-campaigns = Campagnes
notice-tab-moments = Moments
notice-tab-rules = Règles
notice-tab-unreachable = Injoignables
notice-tab-letters = Lettres
notice-tab-services = Services
notice-save = Enregistrer
notice-filter = Afficher
notice-missing = Remplissez « { $field } ».
notice-too-long = « { $field } » est trop long : { $most } signes au plus.
notice-medium-sms = SMS
notice-medium-email = E-mail
notice-medium-letter = Lettre
notice-lane-urgent = Urgent : part tout de suite, à toute heure
notice-lane-normal = À son tour : part dans les heures permises
notice-lane-bulk = En masse : part quand rien d’autre n’attend
notice-state-waiting = En attente
notice-state-sending = En cours d’envoi
notice-state-doubtful = À vérifier
notice-state-sent = Parti
notice-state-delivered = Reçu
notice-state-failed = Non remis
notice-state-cancelled = Pas envoyé
notice-state-waiting-about = Le message partira à l’heure prévue.
notice-state-sending-about = Le message est remis à l’opérateur en ce moment.
notice-state-doubtful-about = Le message a été remis, mais la réponse de l’opérateur s’est perdue. Le produit vérifie avant tout nouvel essai, pour ne pas écrire deux fois.
notice-state-sent-about = L’opérateur a pris le message. Sa réception n’est pas encore confirmée.
notice-state-delivered-about = Le message est arrivé, d’après l’opérateur.
notice-state-failed-about = Le message n’est pas arrivé et ne sera plus essayé.
notice-state-cancelled-about = Le message n’est pas parti.
notice-state-letter-waiting = Attend un lot
notice-state-letter-sending = À imprimer et à poster
notice-state-letter-doubtful = À vérifier
notice-state-letter-sent = Postée
notice-state-letter-delivered = Reçue
notice-state-letter-failed = Revenue
notice-state-letter-cancelled = Pas envoyée
notice-state-letter-waiting-about = La lettre sera dans un prochain lot à imprimer.
notice-state-letter-sending-about = La lettre est dans un lot : il reste à l’imprimer et à la poster.
notice-state-letter-doubtful-about = On ne sait pas si la lettre est postée.
notice-state-letter-sent-about = La lettre est postée. Si elle ne revient pas en trois semaines, elle compte comme reçue.
notice-state-letter-delivered-about = La lettre n’est pas revenue en trois semaines : elle compte comme reçue.
notice-state-letter-failed-about = La lettre est revenue : la personne ne l’a pas eue.
notice-state-letter-cancelled-about = La lettre n’est pas partie.

# Pourquoi un message attend, n’arrive pas ou ne part pas, et que faire.
why-refused-by-person = La personne ne veut pas recevoir ces messages.
why-refused-by-person-next = Respectez son choix. Si l’information est indispensable, appelez-la ou écrivez-lui une lettre.
why-pressure = La personne a assez de messages pour ces jours-ci, déjà reçus ou qui l’attendent.
why-pressure-next = Attendez quelques jours. Si c’est urgent, appelez-la.
why-same-meaning = Un message de même sens est déjà destiné à cette personne à peu de jours d’écart (48 heures d’ordinaire) : il est parti, ou va partir.
why-same-meaning-next = Rien à faire. Vérifiez seulement que deux services n’annoncent pas la même chose.
why-unreachable = De précédents messages à cette adresse ne sont pas arrivés.
why-unreachable-next = Demandez une nouvelle adresse à la personne, appelez-la ou écrivez-lui une lettre.
why-bad-address = L’adresse ou le numéro n’est pas valable.
why-bad-address-next = Corrigez l’adresse dans le dossier, puis envoyez de nouveau.
why-unknown-recipient = Ce numéro ou cette boîte n’existe pas.
why-unknown-recipient-next = Demandez la bonne adresse à la personne par une autre voie.
why-unknown-recipient-letter = La lettre est revenue : la personne n’est pas connue à cette adresse.
why-unknown-recipient-letter-next = Demandez la bonne adresse à la personne par une autre voie, puis envoyez une nouvelle lettre.
why-away = Le téléphone est resté éteint, ou la boîte est pleine.
why-away-next = Essayez par une autre voie : e-mail, appel ou lettre.
why-blocked = L’opérateur ou la messagerie a pris le message pour un message indésirable.
why-blocked-next = Relisez le texte et ses liens, puis demandez la raison à votre opérateur.
why-sender-not-allowed = L’opérateur n’accepte pas ce nom d’expéditeur.
why-sender-not-allowed-next = Changez le nom d’expéditeur dans les réglages du service, ou déclarez-le auprès de l’opérateur.
why-dead-link = Une page du message ne répond pas, ou un de ses numéros ne peut pas être appelé.
why-dead-link-next = Le message attend. Il part dès que c’est réparé, ou quand un responsable décide de l’envoyer quand même, dans « Liens et numéros ».
why-no-carrier = Rien n’a pris le message à temps : ni opérateur de SMS, ni serveur d’e-mails.
why-no-carrier-next = Voyez sur la page d’accueil des messages si les SMS et les e-mails partent, puis envoyez de nouveau.
why-no-receipt = L’opérateur n’a jamais dit si le message est arrivé.
why-no-receipt-next = Le message est peut-être arrivé. Si l’information est importante, vérifiez auprès de la personne.
why-other = L’opérateur n’a pas donné de raison.
why-other-next = Essayez par une autre voie. Si cela se répète, interrogez votre opérateur.
why-goal-reached = Ce que le message demandait est déjà fait.
why-goal-reached-next = Rien à faire.
why-stopped = Un agent a arrêté ce message.
why-stopped-next = Rien à faire. S’il doit partir quand même, envoyez-le de nouveau.
why-outdated = Ce que le message devait dire n’est plus vrai.
why-outdated-next = Rien à faire. Si la personne doit connaître la suite, envoyez-lui un nouveau message.
why-rule-stopped = La règle a été arrêtée, ou le service est fermé.
why-rule-stopped-next = Si le message doit partir quand même, remettez la règle ou le service en marche.
## Pourquoi une demande n’est pas prise
refused-service-closed = Ce service est fermé : rien ne part plus de lui. Choisissez un autre service.
refused-template-archived = Ce modèle est archivé. Choisissez-en un autre, ou écrivez-en un nouveau.
refused-template-of-another = Ce modèle appartient à un autre service.
refused-other-medium = Ce modèle n’est pas fait pour ce canal. Choisissez un modèle du même canal que l’adresse.
refused-no-text = Ce modèle n’a pas de texte en français. Écrivez-le, puis recommencez.
refused-bad-address = Cette adresse n’en est pas une. Vérifiez-la.
refused-not-guest = Cette clé n’écrit qu’aux personnes de la liste d’essai du service. Ajoutez-y cette adresse, ou prenez une clé pour tous.
refused-not-live = Ce service n’est pas encore ouvert : il n’écrit qu’aux personnes de sa liste d’essai. Ajoutez-y cette adresse, ou ouvrez le service.
refused-missing = Il manque une valeur pour : { $names }.
refused-too-long = Le message est trop long une fois rempli : { $parts }, pour { $most } au plus. Raccourcissez le texte ou les valeurs.
refused-name-too-long = Une référence, une demande ou un usager a plus de { $most } signes. Raccourcissez-les.
refused-too-far-ahead = La date d’envoi est à plus d’un an. Choisissez une date plus proche.

## La dernière ligne de chaque message
verify-line = Vrai message ? { $site }/verifier code { $code }
verify-line-bare = Code de vérification : { $code }

## Réponses aux SMS reçus
incoming-stop = C’est noté : vous ne recevrez plus nos SMS. Pour les recevoir à nouveau, répondez REPRISE. Ce message est gratuit.
incoming-resume = C’est noté : vous recevrez à nouveau nos SMS. Pour ne plus les recevoir, répondez STOP.
incoming-follow-how = Pour suivre une demande, répondez SUIVI et le code qui figure dans nos messages, par exemple : SUIVI ABCD-2345.
incoming-follow-where = Nous ne trouvons pas de demande sous ce code. Vérifiez-le dans nos messages, ou suivez votre demande sur { $site }/suivi
incoming-follow-unknown = Nous ne trouvons pas de demande sous ce code. Vérifiez-le dans nos messages.
incoming-call-back = C’est noté : nous vous rappelons à ce numéro.
incoming-no-call = Nous ne pouvons pas vous rappeler depuis ce numéro. Pour nous joindre, voyez nos messages.
incoming-help = Répondez STOP pour ne plus recevoir nos SMS, SUIVI et votre code pour suivre une demande, RAPPEL pour qu’on vous rappelle.

# Adresses
address-telephone-wrong = Ce numéro n’est pas un numéro de téléphone mobile.
address-email-wrong = Cette adresse e-mail n’en est pas une. Écrivez-la comme ceci : nom@exemple.fr.
address-letter-lines = Une adresse postale a de trois à sept lignes : le nom, la rue, le code postal et la ville.
address-either-wrong = Écrivez un numéro de mobile ou une adresse e-mail, en entier. Par exemple 06 12 34 56 78, ou nom@exemple.fr.

# Accueil des messages
notice-home-none = Aucun service n’envoie encore de messages. Un service, c’est le nom sous lequel vos usagers reçoivent vos messages.
notice-home-idle = Aucun message n’est parti ces sept derniers jours. Une règle prévient chaque personne au bon moment, sans qu’on ait à y penser : voyez d’abord à quels moments vos usagers appellent.
notice-home-not-live = Le service « { $service } » est en essai : il n’écrit qu’à sa liste d’essai.
notice-home-open = Voir ses réglages
notice-home-send = Envoyer un message
todo-title = À faire
todo-letters = { $count ->
    [one] Une lettre est à imprimer et à poster
   *[other] { $shown } lettres sont à imprimer et à poster
}
todo-unreachable = { $count ->
    [one] Une personne n’est pas joignable par message : appelez-la ou écrivez-lui
   *[other] { $shown } personnes ne sont pas joignables par message : appelez-les ou écrivez-leur
}
todo-campaigns = { $count ->
    [one] Une campagne est à confirmer ou à abandonner
   *[other] { $shown } campagnes sont à confirmer ou à abandonner
}
todo-provoking = { $count ->
    [one] Une règle s’est arrêtée : ses messages faisaient appeler
   *[other] { $shown } règles se sont arrêtées : leurs messages faisaient appeler
}
todo-rules = { $count ->
    [one] Une règle en brouillon est à relire, à essayer et à démarrer
   *[other] { $shown } règles en brouillon sont à relire, à essayer et à démarrer
}
notice-today = Aujourd’hui
notice-today-left = Partis
notice-today-left-about = Pris par un opérateur ou un serveur, ou postés.
notice-today-delivered = Reçus
notice-today-delivered-about = Arrivés, autant qu’on le sache.
notice-today-waiting = En attente
notice-today-waiting-about = Pas encore partis : ils attendent leur heure, ou d’être postés.
notice-today-failed = Non remis
notice-today-failed-about = À voir ci-dessous.
notice-today-cancelled = Pas envoyés
notice-today-cancelled-about = Refusés par la personne, en trop, ou arrêtés.
notice-today-cut = La page compte jusqu’à 100 000 messages de chaque sorte par service : il y en a davantage.
notice-troubles = Ce qui n’est pas arrivé ces sept derniers jours
notice-troubles-none = Aucun message n’a échoué ces sept derniers jours.
notice-troubles-see = Voir ces messages
notice-carrier-title = Par où partent les messages
notice-carrier-name = Voie
notice-carrier-state = État
notice-carrier-share = Part des SMS
notice-carrier-up = Joignable
notice-carrier-down = Injoignable en ce moment : les autres prennent le relais
notice-carrier-email = Un serveur d’envoi est réglé
notice-carrier-none-sms = Aucun opérateur n’est réglé : aucun SMS ne part. Demandez à la personne qui administre ce produit d’en régler un (notices.sms).
notice-carrier-none-email = Aucun serveur d’envoi n’est réglé : aucun e-mail ne part. Demandez à la personne qui administre ce produit d’en régler un (mail.server).
notice-not-carried-sms = Aucun SMS ne part d’ici : aucun opérateur n’est réglé. Le message attendrait trois jours, puis échouerait. Demandez à la personne qui administre ce produit de régler un opérateur (notices.sms), ou prenez un autre canal.
notice-not-carried-email = Aucun e-mail ne part d’ici : aucun serveur d’envoi n’est réglé. Le message attendrait trois jours, puis échouerait. Demandez à la personne qui administre ce produit de régler un serveur (mail.server), ou prenez un autre canal.

# Envois
notice-list-title = Envois
notice-list-none = Aucun message n’est encore parti. Choisissez un modèle pour en envoyer un.
notice-list-none-such = Aucun message ne répond à ces critères.
notice-filter-none = Tout afficher
notice-only-why = Seulement : { $why }
notice-state = État
notice-all-states = Tous les états
notice-template = Modèle
notice-all-templates = Tous les modèles
notice-template-gone = Modèle retiré
notice-reference = Référence
notice-address = Numéro ou adresse, en entier
notice-column-what = Message
notice-column-to = Pour
notice-column-at = Demandé le
notice-recipient-forgotten = Adresse effacée
notice-simulated-state = { $state } (essai)
notice-simulated-about = C’est un essai : rien n’est parti, et personne ne reçoit rien.
notice-text = Le message
notice-next = Que faire
notice-carrier-words = L’opérateur a dit :
notice-again = Envoyer un nouveau message
notice-stop = Ne pas envoyer ce message
notice-stop-late = Ce message est déjà parti, ou ne part plus.
notice-stopped = Le message ne partira pas.
notice-story = Ce qui s’est passé
notice-story-accepted = Le message a été demandé.
notice-story-simulated-due = L’essai se termine à partir de ce moment.
notice-story-simulated-delivered = L’essai s’est terminé comme si le message était arrivé.
notice-story-simulated-permanent-failure = L’essai s’est terminé comme si le numéro ou l’adresse n’existait pas.
notice-story-simulated-temporary-failure = L’essai s’est terminé comme si la personne n’avait pas pu être jointe à temps.
notice-story-due = Il partira à partir de ce moment.
notice-story-due-letter = La lettre entre dans le premier lot réuni à partir de ce moment.
notice-story-again = { $tries ->
    [one] Il a été essayé une fois, et le sera de nouveau.
   *[other] Il a été essayé { $tries } fois, et le sera de nouveau.
}
notice-story-sent = L’opérateur l’a pris.
notice-story-sent-by = L’opérateur { $carrier } l’a pris.
notice-story-sent-email = Le serveur d’e-mails l’a pris.
notice-story-sent-letter = La lettre a été notée comme postée.
notice-facts = Détails
notice-fact-to = Pour
notice-fact-medium = Par
notice-fact-service = Service
notice-fact-origin = Demandé par
notice-fact-code = Code de vérification
notice-fact-parts = Nombre de SMS
notice-fact-cost = Coût
notice-fact-request = Demande
notice-fact-usager = Usager
notice-origin-key = un logiciel
notice-origin-campaign = une campagne
notice-origin-rule = une règle
notice-origin-person = la personne elle-même
notice-origin-agent = un agent

# Envoyer un message à une personne
send-title = Envoyer : { $template }
send-to-sms = Numéro de téléphone mobile
send-to-sms-hint = Par exemple 06 12 34 56 78.
send-to-email = Adresse e-mail
send-to-email-hint = Par exemple nom@exemple.fr.
send-to-letter = Adresse postale
send-to-letter-hint = Le nom, la rue, le code postal et la ville, chacun sur sa ligne.
send-language = Langue
send-language-theirs = Celle de la personne, si elle est connue
send-optional = Facultatif.
send-reference-hint = Facultatif. Pour retrouver ce message, par exemple le numéro du dossier.
send-not-live = Ce service est en essai : seules les personnes de sa liste d’essai reçoivent ses messages.
send-see = Voir le message
send-seen = Voici ce que la personne recevra
send-do = Envoyer
send-done = Le message est pris en compte.
preview-from = De
preview-subject = Objet
preview-postal =
    Madame Jeanne Moreau
    1 rue du Puits
    75000 Ville
preview-title = Aperçus avec des valeurs extrêmes
preview-about = Les valeurs sont inventées : très longues, très courtes, avec des accents ou une autre écriture. Un message qui tient ici tient partout.

# Langues
language-fr = Français
language-en = Anglais
language-ar = Arabe
language-de = Allemand
language-es = Espagnol
language-fa = Persan
language-it = Italien
language-pl = Polonais
language-pt = Portugais
language-ro = Roumain
language-ru = Russe
language-tr = Turc
language-uk = Ukrainien
language-zh = Chinois

# Services
service-list-title = Services
service-list-lead = Un service, c’est le nom sous lequel vos usagers reçoivent vos messages, et les heures auxquelles ils partent.
service-none = Aucun service. Créez le premier ci-dessous : il commence en essai.
service-new = Créer un service
service-make = Créer un service
service-made = Le service est créé. Il est en essai : il n’écrit qu’à sa liste d’essai.
service-saved = Les réglages sont enregistrés.
service-basics = Nom
service-name = Nom du service
service-name-hint = Comme vos usagers le connaissent, par exemple Aides au logement.
service-senders = Qui écrit
service-sms-sender = Expéditeur des SMS
service-sms-sender-hint = Un nom de 3 à 11 lettres sans accent ni espace à la fin, un numéro court de cinq chiffres, ou un numéro. Les opérateurs demandent de déclarer le nom avant le premier envoi. On ne peut pas répondre à un nom.
service-email-name = Nom de l’expéditeur des e-mails
service-email-name-hint = Ce nom s’affiche dans la boîte de réception.
service-email-replies = Adresse pour les réponses aux e-mails
service-email-replies-hint = Facultatif. Sans elle, les réponses reviennent à l’adresse d’envoi.
service-letter-sender = Lignes de l’expéditeur sur les lettres
service-letter-sender-hint = Facultatif. Le nom du service et son adresse.
service-reports = Quand un e-mail n’arrive pas, le serveur du destinataire le signale à { $mailbox }, que ce produit lit : le message passe en échec avec sa raison.
service-no-reports = Personne ne lit les rapports d’e-mails non distribués : un message à une boîte qui n’existe plus resterait « envoyé ». Demandez à la personne qui administre ce produit d’ouvrir une boîte de la réception partagée à l’adresse d’envoi, ou d’en nommer une dans le réglage mail.reports.
service-hours = Quand les messages partent
service-hours-about = Les messages urgents partent à toute heure. Les autres attendent la fin des heures calmes, à l’heure de Paris.
service-quiet-from = Début des heures calmes
service-quiet-from-hint = Par exemple 20:00.
service-quiet-to = Fin des heures calmes
service-quiet-to-hint = Par exemple 8:00.
service-working-days = Rien ne part le samedi, le dimanche et les jours fériés
service-hourly-max = Messages par heure au plus
service-hourly-max-hint = Facultatif. Pour les campagnes et les règles : autant que vos agents peuvent traiter de réponses et d’appels. Vide : pas de limite.
service-time-wrong = Écrivez une heure, par exemple 20:00.
service-hourly-wrong = Écrivez un nombre entre 1 et { $most }, ou laissez vide.
service-guests-title = Liste d’essai
service-guests = Numéros et adresses e-mail de la liste d’essai
service-guests-hint = Un par ligne. Ces personnes reçoivent les messages avant l’ouverture, et ceux des clés « liste d’essai ».
service-guests-many = La liste d’essai a { $most } adresses au plus.
service-guest-wrong = « { $guest } » n’est ni un numéro de mobile ni une adresse e-mail.
service-live = Ouvert à tous
service-not-live = En essai
service-live-about = Ce service écrit à tous vos usagers.
service-not-live-about = Ce service est en essai : il n’écrit qu’à sa liste d’essai.
service-open = Ouvrir le service à tous
service-open-about = Avant l’ouverture, vérifiez ces points.
service-step-template = Un modèle de message est écrit.
service-step-sender = Un expéditeur des SMS est choisi : { $sender }.
service-step-guests = La liste d’essai a au moins une personne. Envoyez-lui chaque modèle, et regardez s’il arrive.
service-step-done = fait
service-step-open = à faire
service-open-sure = Je confirme : ce service peut écrire à tous nos usagers.
service-open-do = Ouvrir à tous
service-open-declared = L’expéditeur « { $sender } » est déclaré auprès de notre opérateur de SMS, ou ce service n’envoie pas de SMS.
service-live-unsure = Cochez la case pour confirmer l’ouverture.
service-live-undeclared = Cochez la case qui dit que l’expéditeur des SMS est déclaré : un opérateur peut refuser les messages d’un nom qu’il ne connaît pas.
service-live-done = Le service est ouvert à tous.
service-suspend = Revenir à l’essai
service-suspend-about = Les nouveaux messages n’iront plus qu’à la liste d’essai. Ceux qui attendent partiront.
service-suspend-do = Revenir à l’essai
service-suspended = Le service est de nouveau en essai.
service-close = Fermer le service
service-close-about = Plus rien ne partira de ce service, et ses clés cesseront de marcher. On ne peut pas le rouvrir.
service-close-sure = Je confirme la fermeture.
service-close-do = Fermer
service-close-unsure = Cochez la case pour confirmer la fermeture.
service-closed = Ce service est fermé.
service-keys-count = { $count ->
    [one] Clés pour les logiciels : { $count } en service
   *[other] Clés pour les logiciels : { $count } en service
}

# Clés
key-title = Clés pour les logiciels
key-lead = Une clé permet à un de vos logiciels d’envoyer des messages au nom de ce service.
key-none = Aucune clé. Créez-en une pour relier un logiciel.
key-new = Créer une clé
key-name = À quoi sert cette clé ?
key-name-hint = Par exemple le nom du logiciel.
key-kind = À qui peut-elle écrire ?
key-kind-live = À tous
key-kind-team = Liste d’essai
key-kind-test = Essai
key-kind-live-about = À tous, dès que le service est ouvert
key-kind-team-about = À la liste d’essai seulement
key-kind-test-about = À personne : tout est simulé
key-make = Créer la clé
key-made = Votre nouvelle clé
key-made-once = Copiez-la maintenant : elle ne sera plus jamais affichée. Gardez-la comme un mot de passe.
key-made-at = Créée le { $at }.
key-used-at = Dernier usage le { $at }.
key-never-used = Jamais utilisée.
key-ended-at = Arrêtée le { $at }.
key-end = Arrêter cette clé
key-ended = La clé ne marche plus.
key-too-many = Ce service a déjà { $most } clés en service. Arrêtez-en une d’abord.
key-how = Comment relier un logiciel
key-how-about = L’interface a la forme de GOV.UK Notify, version 2 : ses bibliothèques officielles (Python, Node et d’autres) marchent en changeant l’adresse et la clé.
key-how-base = Adresse
key-how-send = Envoyer
key-how-follow = Suivre
key-how-service = Service
key-how-token = Jeton
key-how-token-about = Un JWT signé en HS256 avec les 36 derniers signes de la clé. iss : l’identifiant du service ci-dessus. iat : l’heure en secondes, à 30 secondes près. Les bibliothèques officielles le font elles-mêmes.
key-how-templates = Identifiants des modèles (template_id)
key-how-no-template = Ce service n’a encore aucun modèle.
key-how-first = Un premier appel
key-how-first-about = Mettez votre clé à la place de KEY. Avec une clé d’essai, rien ne part : tout est simulé.
key-how-python = En Python (pip install notifications-python-client) :
key-how-shell = Dans un terminal, avec bash, openssl et curl :
key-how-docs = Tous les champs, les listes et les retours sont décrits dans docs/notices-api.md, livré avec ce produit. Les bibliothèques officielles et leur mode d’emploi :
key-no-site = L’adresse publique de cette instance n’est pas réglée.
callback-title = Logiciels prévenus
callback-lead = Vos logiciels peuvent apprendre ce que deviennent leurs messages et ce que les personnes répondent, sans avoir à le demander.
callback-delivery = Ce que deviennent les messages
callback-delivery-about = Dès qu’un message demandé par un logiciel est arrivé, a échoué ou a été annulé, ce logiciel l’apprend.
callback-delivery-one = Fin d’un message
callback-received = Ce que les personnes répondent
callback-received-about = Dès qu’un SMS arrive pour ce service, le logiciel le reçoit.
callback-received-one = SMS reçu
callback-none = aucun logiciel n’est prévenu
callback-good = tout a été pris
callback-away = { $count ->
    [0] ne répond pas ; rien n’attend
    [one] ne répond pas ; { $shown } message attend
   *[other] ne répond pas ; { $shown } messages attendent
    }
callback-refused = { $count ->
    [one] { $shown } message n’a pas été pris ces 30 derniers jours
   *[other] { $shown } messages n’ont pas été pris ces 30 derniers jours
    }
callback-waiting = { $count ->
    [one] { $shown } message attend
   *[other] { $shown } messages attendent
    }
callback-where = Où le prévenir
callback-where-about = Une autre adresse a un autre jeton. Rien de ce qui s’est passé avant n’y est envoyé.
callback-url = Adresse du logiciel
callback-url-hint = Par exemple https://logiciel.exemple.fr/messages
callback-token = Jeton
callback-token-once = Copiez cette ligne maintenant : elle ne sera plus jamais affichée. Le logiciel reconnaît avec elle que c’est bien nous qui écrivons.
callback-do = Essayer, changer, arrêter
callback-do-about = L’essai envoie tout de suite un exemple, au sujet de personne, et montre la réponse. Un nouveau jeton remplace l’ancien à l’instant même.
callback-try = Envoyer un essai
callback-renew = Changer de jeton
callback-remove = Ne plus prévenir
callback-removed = Ce logiciel n’est plus prévenu. Ce qui l’attendait est effacé.
callback-kept = L’adresse n’a pas changé, le jeton non plus.
callback-tried = Résultat de l’essai
callback-tried-good = Le logiciel a répondu { $status } en { $took } ms : il a pris l’essai.
callback-tried-good-next = Il n’y a rien à faire.
callback-missed = Derniers échecs
callback-missed-none = Aucun échec ces 30 derniers jours.
callback-answered = Le logiciel a répondu { $status } { $answer }
callback-next-try = Prochain essai le { $at }.
callback-next-token = Il refuse le jeton. Vérifiez qu’il attend celui de cette page ; s’il est perdu, changez de jeton.
callback-next-path = Il n’attend rien à cette adresse, ou pas de cette façon (POST). Corrigez l’adresse.
callback-next-redirect = Il renvoie vers une autre adresse, et nous ne suivons pas. Donnez l’adresse finale.
callback-next-away = Il est en panne ou trop chargé. Prévenez qui s’en occupe ; cinq autres essais ont lieu, à cinq minutes les uns des autres.
callback-next-refused = Il n’accepte pas ce que nous envoyons. Montrez cette réponse à qui s’en occupe : les champs sont décrits dans docs/notices-api.md.
callback-problem-bad-address = L’adresse ne convient plus.
callback-problem-bad-address-next = Donnez une adresse complète, sans nom ni mot de passe.
callback-problem-not-secure = L’adresse ne commence pas par https://.
callback-problem-not-secure-next = Donnez l’adresse qui commence par https://.
callback-problem-private = L’adresse mène dans le réseau de ce serveur.
callback-problem-private-next = Donnez une adresse publique, ou demandez à l’administrateur de l’instance d’autoriser ce réseau.
callback-problem-too-slow = Pas de réponse en dix secondes.
callback-problem-too-slow-next = Le logiciel doit répondre d’abord et travailler ensuite.
callback-problem-unreachable = Le logiciel ne répond pas, ou a coupé la liaison.
callback-problem-unreachable-next = Vérifiez l’adresse, que le logiciel tourne et que son certificat est valable.
callback-problem-gone = Ce qu’il fallait dire est effacé.
callback-problem-gone-next = Il n’y a rien à faire.
callback-again = Renvoyer ce qui n’a pas été pris
callback-again-done = { $count ->
    [0] Rien n’était à renvoyer.
    [one] { $shown } message est renvoyé.
   *[other] { $shown } messages sont renvoyés.
    }

# Modèles
template-list-title = Modèles
template-list-lead = Les textes de vos messages. Chaque modification fait une nouvelle version : ce qui a été envoyé ne change jamais.
template-none = Aucun modèle. Un modèle, c’est le texte d’un message, avec des places pour ce qui change, comme le nom ou la date. Un responsable écrit le premier.
template-new = Écrire un modèle
template-edit = Modifier le modèle
template-send = Envoyer à une personne
template-campaign = Envoyer à une liste
template-name = Nom du modèle
template-name-hint = Pour vos agents. Vos usagers ne le voient pas.
template-medium = Par
template-service = Service
template-subject = Objet
template-body = Texte
template-body-hint = Dites de quoi il s’agit, ce qu’il faut faire et avant quand, ou qu’il n’y a rien à faire, et à qui demander.
template-purpose = À quoi sert ce message ?
template-purpose-hint = Vos usagers lisent ces mots quand ils choisissent ce qu’ils reçoivent. Par exemple : Rappels de rendez-vous.
template-purpose-known = Vos usagers lisent ces mots quand ils choisissent ce qu’ils reçoivent. Reprenez les mêmes pour des messages semblables. Déjà utilisés : { $known }
template-purpose-short = À quoi il sert
template-meaning = Ce qu’il annonce
template-meaning-hint = Quelques mots. Personne n’est prévenu deux fois de la même chose en deux jours. Par exemple : rendez-vous demain.
template-lane = Quand doit-il partir ?
template-api-id = Identifiant pour les logiciels (template_id)
template-language-add = Ajouter une langue
template-language-add-hint = Une langue laissée vide n’est pas gardée.
template-language-do = Ajouter
template-languages = Langues
template-how = Ce que l’on peut écrire
template-how-places = Entre deux accolades, un nom que le logiciel, le fichier ou l’agent remplira : lettres minuscules sans accent, chiffres et _. Une partie entre #if et /if n’apparaît que si la valeur est là.
template-how-example = Bonjour {"{{prenom}}"}, votre rendez-vous est le {"{{date}}"}. {"{{#if lieu}}"}Lieu : {"{{lieu}}"}{"{{/if}}"}
template-saved = Le modèle est enregistré.
template-overtaken = Quelqu’un d’autre a modifié ce modèle entre-temps. Votre texte est ci-dessous : copiez-le, puis rouvrez le modèle.
template-text = Texte
template-facts = Réglages
template-versions = Versions
template-version = Version { $version }, le { $at }
template-what-changed = Ce qui a changé
template-changed = Ce que la version { $version } a changé
template-changed-at = Modifié le
template-unchanged = Seul le moment de l’envoi a changé.
template-archive = Retirer ce modèle
template-archive-about = Il ne servira plus à rien de nouveau. Les messages déjà partis restent visibles.
template-archive-sure = Je confirme le retrait.
template-archive-do = Retirer
template-archive-unsure = Cochez la case pour confirmer le retrait.
template-archived = Ce modèle est retiré.

# Vérifications d’un texte
check-title = Vérifications
check-do = Vérifier
check-nothing = Écrivez un texte, puis vérifiez-le.
check-places = { $count ->
    [one] Une valeur sera remplie à l’envoi :
   *[other] { $count } valeurs seront remplies à l’envoi :
}
check-misplaced = « { $written } » partirait tel quel : ce qui est rempli s’écrit entre deux accolades doubles, { $meant }.
check-parts = { $most ->
    [one] Compte pour un seul SMS.
   *[other] Compte pour { $most } SMS.
}
check-parts-range = Compte pour { $least } à { $most } SMS, selon les valeurs.
check-parts-of = { $parts ->
    [one] Un SMS
   *[other] { $parts } SMS
}
check-cost = { $dear } pour 1 000 messages, code de vérification compris.
check-cost-range = De { $cheap } à { $dear } pour 1 000 messages, code de vérification compris.
check-too-long = Le message est trop long : { $units } signes, soit { $parts } SMS, même avec les valeurs les plus courtes. Il en faut { $most } au plus, soit { $signs } signes, code de vérification compris. Raccourcissez-le.
check-too-long-filled = Avec les valeurs les plus longues, le message a { $units } signes, soit { $parts } SMS : il serait refusé. Il en faut { $most } au plus, soit { $signs } signes, code de vérification compris.
check-too-long-wide = Un signe hors de l’alphabet des SMS, dans le texte ou dans une valeur, réduit la place de plus de moitié : 70 signes au lieu de 160.
check-alphabet-plain = Tous les signes sont dans l’alphabet des SMS.
check-alphabet-wide = Un signe hors de l’alphabet des SMS fait compter le message par 70 signes au lieu de 160 :
check-alphabet-advice = Écrivez autrement le mot qui le porte, si c’est possible.
check-alphabet-spare = Des signes de typographie peuvent être remplacés sans changer un mot : utilisez « Alléger les signes ».
check-spare-do = Alléger les signes
check-reading = Lecture : { $level }.
check-says = Le message dit { $element }.
check-link = Lien : { $link }
check-link-place = Il dépend d’une valeur : il ne peut être suivi qu’une fois rempli.
check-links = Liens
check-links-do = Suivre les liens
check-link-alive = { $link } répond.
check-link-gone = { $link } ne mène à aucune page.
check-link-dead = { $link } ne répond pas.
check-link-unknown = { $link } n’a pas pu être vérifié. Ouvrez-le vous-même.
check-link-is-not-who = Le message donne un lien, mais ne dit pas que l’on peut y poser ses questions. Dites-le, par exemple « Une question ? » devant le lien, ou donnez un numéro.
check-phone = Téléphone : { $number }
check-phone-special = Ce numéro peut être surtaxé. Donnez plutôt un numéro gratuit ou ordinaire.

# Ce que remplissent les modèles prêts, en libellé de formulaire
place-name = Nom de la personne
place-contact = Où poser ses questions
place-request = Numéro de la demande
place-status = Statut de la demande
place-date = Date
place-time = Heure
place-place = Lieu
place-document = Document
place-documents = Documents à apporter
place-deadline = Date limite
place-promised-date = Date promise
place-new-date = Nouvelle date

# Campagnes
campaign-list-title = Campagnes
campaign-list-lead = Le même message pour une liste de personnes, vérifiée en entier avant que rien ne parte.
campaign-none = Aucune campagne. Une campagne envoie le même message à une liste de personnes, tirée de votre tableur. Un responsable la prépare et la confirme.
campaign-new = Préparer une campagne
campaign-new-of = Modèle : { $template }
campaign-choose = Choisissez d’abord le modèle
campaign-file = Liste (fichier CSV)
campaign-file-hint = Un tableau enregistré au format CSV, avec des points-virgules, des virgules ou des tabulations, titres sur la première ligne. { $most } lignes au plus.
campaign-file-none = Choisissez un fichier.
campaign-file-empty = Ce fichier n’a pas de lignes sous ses titres.
campaign-file-unreadable = Ce fichier n’est pas un tableau au format CSV. Dans votre tableur, enregistrez-le comme « CSV ».
campaign-file-too-many = Ce fichier a plus de { $most } lignes. Partagez-le en plusieurs fichiers.
campaign-file-too-wide = Ce fichier a plus de { $most } colonnes. Gardez celles qui servent.
campaign-file-twice = Deux colonnes ont le titre « { $title } ». Renommez l’une d’elles.
campaign-file-rejects = lignes écartées
campaign-file-outcomes = résultats
campaign-read = Lire la liste
campaign-nothing-yet = Rien ne part à cette étape : la liste est d’abord vérifiée.
campaign-columns-title = Les colonnes attendues
campaign-columns-about = Les titres peuvent différer : vous pourrez dire quelle colonne sert à quoi.
campaign-column-sms = Numéro de téléphone
campaign-column-email = Adresse e-mail
campaign-column-letter = Adresse postale
campaign-column-none = Aucune colonne
campaign-column-bare = Colonne { $place }
campaign-column-count = Messages
campaign-name = Nom de la campagne
campaign-loading = La liste est lue et vérifiée. Vous pouvez quitter cette page et y revenir.
campaign-loading-read = { $count ->
    [one] Une ligne lue.
   *[other] { $shown } lignes lues.
}
campaign-loading-lost = La lecture de la liste s’est arrêtée avant la fin. Rien n’est parti. Abandonnez cette campagne et donnez le fichier de nouveau.
campaign-nothing-left = Rien n’est encore parti.
campaign-lacking = Dites d’abord quelle colonne contient :
campaign-check = Vérification de la liste
campaign-good = { $count ->
    [one] Un message est prêt à partir.
   *[other] { $shown } messages sont prêts à partir.
}
campaign-cost-sms = { $parts ->
    [one] Un SMS en tout, { $cost } au plus.
   *[other] { $shown } SMS en tout, { $cost } au plus.
}
campaign-cost-email = Les e-mails ne coûtent rien.
campaign-cost-letter = { $cost } au plus, papier et timbres compris.
campaign-forecast = Sans autre jour de départ, les derniers partent vers le { $at }, d’après la limite par heure du service.
campaign-forecast-begin = Sans autre jour de départ, l’envoi commence le { $at }, sans limite par heure.
campaign-faults = { $count ->
    [one] Une ligne ne peut pas partir
   *[other] { $shown } lignes ne peuvent pas partir
}
campaign-faults-about = Elles sont laissées de côté. Corrigez-les dans votre fichier, ou continuez sans elles.
campaign-faults-caption = Les premières lignes écartées
campaign-fault-twice = Cette adresse est déjà plus haut dans la liste : la personne ne reçoit le message qu’une fois.
campaign-rejects = Télécharger les lignes écartées
campaign-previews = Les premiers messages, comme ils partiront
campaign-line = Ligne { $line }
campaign-columns = Changer les colonnes ou le nom
campaign-columns-do = Vérifier de nouveau
campaign-checked = La liste est vérifiée de nouveau.
campaign-send = Envoyer
campaign-day = Jour de départ
campaign-day-hint = Facultatif. Vide : dès maintenant.
campaign-hour = Heure de départ
campaign-hour-hint = Facultatif. Par exemple 9:30, à l’heure de Paris.
campaign-day-wrong = Écrivez un jour et une heure, par exemple 12/03/2027 et 9:30.
campaign-day-past = Ce moment est passé. Choisissez un jour à venir.
campaign-day-far = Ce jour est à plus d’un an. Choisissez-en un plus proche.
campaign-sure = { $count ->
    [one] Je confirme l’envoi d’un message.
   *[other] Je confirme l’envoi de { $shown } messages.
}
campaign-unsure = Cochez la case pour confirmer l’envoi.
campaign-nobody = Aucune ligne ne peut partir. Corrigez les colonnes ou la liste.
campaign-send-do = Envoyer à la liste
campaign-confirmed = La campagne est confirmée.
campaign-no-draft = Cette campagne est déjà confirmée, ou elle est en cours de vérification.
campaign-remove = Abandonner cette campagne
campaign-removed = La campagne et sa liste sont effacées. Rien n’est parti.
campaign-state-loading = Lecture de la liste
campaign-state-draft = À confirmer
campaign-state-planned = Prévue
campaign-state-ready = En cours
campaign-state-stopped = Arrêtée
campaign-state-done = Transmise
campaign-about-ready = Elle part à partir du { $at }.
campaign-about-stopped = Elle a été arrêtée le { $at } : ce qui n’était pas parti ne partira pas.
campaign-about-done = Toutes ses lignes ont été traitées le { $at }. Les messages partent aux heures permises.
campaign-handed = { $count ->
    [one] { $done } ligne traitée sur { $all }.
   *[other] { $done } lignes traitées sur { $all }.
}
campaign-outcome = Ce que sont devenus les messages
campaign-outcomes = Télécharger les résultats
campaign-outcome-refused = Écartée
campaign-outcome-waiting = Pas encore traitée
campaign-stop = Arrêter la campagne
campaign-stop-late = Cette campagne ne peut plus être arrêtée.
campaign-stopped = La campagne est arrêtée. Ce qui n’était pas parti ne partira pas.
campaign-fact-begins = Départ
campaign-fact-cost = Coût au plus
campaign-head-line = Ligne
campaign-head-column = Colonne
campaign-head-reason = Raison
campaign-head-to = Pour
campaign-head-state = État
campaign-head-due = Départ prévu
campaign-head-sent = Parti le
campaign-head-done = Terminé le

# Personnes injoignables
unreachable-title = Personnes injoignables
unreachable-lead = Les messages ne leur arrivent pas. Joignez-les autrement : elles ne doivent pas manquer l’information.
unreachable-none = Personne n’est à joindre autrement. Quand un numéro ou une adresse ne marche plus, la personne apparaît ici, avec ce qu’il faut faire.
unreachable-nobody = Personne sans nom connu
unreachable-since = Depuis le { $at }.
unreachable-message = Voir le dernier message
unreachable-next-sms = À faire : appelez cette personne sur un autre numéro, ou écrivez-lui une lettre, puis demandez-lui son nouveau numéro.
unreachable-next-email = À faire : appelez cette personne, ou écrivez-lui une lettre, puis demandez-lui sa nouvelle adresse.
unreachable-next-letter = À faire : appelez cette personne, puis demandez-lui sa nouvelle adresse.
unreachable-clear = L’adresse est de nouveau bonne
unreachable-cleared = Cette adresse recevra de nouveau des messages.

# Ce message vient-il de nous ?
verify-footer = Ce message vient-il de nous ?
verify-title = Ce message vient-il de nous ?
verify-lead = Tapez le code qui est à la fin du message. Nous vous disons si nous l’avons envoyé.
verify-code = Code du message
verify-code-hint = Huit lettres et chiffres, par exemple K7QF-2MXP.
verify-do = Vérifier
verify-no-code = Un code a huit lettres et chiffres, par exemple K7QF-2MXP. Vérifiez ce que vous avez tapé.
verify-yes = Oui, ce message vient de nous.
verify-yes-day = Il a été envoyé le { $day }.
verify-yes-care = Si ce jour n’est pas celui où vous l’avez reçu, ne vous y fiez pas : quelqu’un a pu recopier un vrai code.
verify-letter-day = C’est le code d’une lettre, postée le { $day }.
verify-letter-care = Une lettre arrive quelques jours plus tard. Si vous avez lu ce code ailleurs que sur une lettre, ou avant ce jour, ne vous y fiez pas : quelqu’un a pu recopier un vrai code.
verify-no = Non, nous ne connaissons pas ce code.
verify-no-about = Ce message ne vient pas de nous, ou le code est mal recopié.
verify-asked = Code demandé :
verify-what-to-do = Que faire
verify-do-check = Vérifiez que vous avez bien recopié le code.
verify-do-nothing = N’ouvrez pas les liens de ce message, n’appelez pas ses numéros, ne donnez ni code ni carte bancaire.
verify-do-report = Transférez un SMS suspect au 33700, c’est gratuit. Signalez un e-mail suspect sur signal-spam.fr.
verify-do-given = Si vous avez déjà donné vos coordonnées bancaires, appelez votre banque.
verify-where = Le code est à la dernière ligne du message. Il ne sert qu’à cela : il n’ouvre aucun compte.

# Ce que l’on reçoit
preference-footer = Choisir les messages que je reçois
preference-title = Les messages que vous recevez
preference-about = { $medium }, { $address } : messages de { $partner }.
preference-kinds = Je veux recevoir
preference-kinds-hint = Décochez ce que vous ne voulez plus recevoir.
preference-nothing = Ne plus rien recevoir de { $partner } par { $medium }
preference-consequence = Votre choix vaut dès maintenant et reste gardé. Si une information est indispensable, on peut vous appeler ou vous écrire une lettre.
preference-saved = Votre choix est enregistré.
preference-ask-lead = Donnez votre numéro ou votre adresse e-mail : nous y envoyons un lien qui ouvre vos choix.
preference-ask-address = Numéro de mobile ou adresse e-mail
preference-ask-address-hint = Là où vous recevez nos messages.
preference-ask-do = Recevoir le lien
preference-ask-sent = Si nous vous avons déjà écrit à cette adresse, vous y recevrez un lien dans quelques minutes. Trois liens par jour au plus.
preference-mail-subject = Vos choix de messages
preference-mail-body =
    Bonjour,

    Ce lien ouvre la page où vous choisissez les messages que vous recevez :
    { $link }

    Si vous ne l’avez pas demandé, il n’y a rien à faire.
preference-model-name = Lien vers les choix de messages
preference-model-purpose = Lien vers vos choix
preference-model-text = Choisissez les messages que vous recevez : { $link }
stop-title = Ne plus recevoir ces messages
stop-about = Messages de { $partner } : « { $purpose } », envoyés à { $address }.
stop-do = Ne plus recevoir ces messages
stop-done = C’est fait
stop-done-about = Vous ne recevrez plus « { $purpose } » de { $partner } à { $address }.
stop-preferences = Voir et changer tous mes choix
link-gone = Ce lien n’est plus valable
link-gone-next = Il est incomplet, ou trop ancien. Vous pouvez en recevoir un nouveau, sans compte ni mot de passe, là où vous recevez nos messages.
link-gone-again = Recevoir un nouveau lien
## Lettres
letter-day = Le { $day }
# Les règles.
rule-fault-no-rung = La règle ne prévient personne : ajoutez une étape.
rule-fault-rungs = Une règle a { $max } étapes au plus.
rule-fault-text = Ce texte est vide ou trop long : { $max } signes au plus.
rule-fault-long = Un délai est trop long : { $max } jours au plus.
rule-fault-silence = Un silence dure un jour au moins.
rule-fault-holdout = La part des personnes tenues à l’écart va de 0 à 90 %.
rule-fault-template = Le modèle de l’étape { $rung } n’est pas utilisable : il est archivé, d’un autre service ou d’un autre canal.
rule-state-draft = Brouillon
rule-state-running = En cours
rule-state-paused = En pause
rule-state-stopped = Arrêtée
rule-state-stopped-provokes = Arrêtée d’elle-même : elle fait appeler
rule-state-stopped-service = Arrêtée : le service est fermé
rule-trigger-entered = La demande entre dans un statut
rule-trigger-silent = La demande reste dans un statut sans que rien ne se passe
rule-trigger-before = Avant une date
rule-trigger-after = Après une date
rule-trigger-promise-at-risk = Une date promise risque de ne pas être tenue
rule-goal-statuses = La demande atteint un statut
rule-goal-document-received = Un document est reçu
rule-goal-appointment-taken = Un rendez-vous est pris
rule-goal-any-contact = La personne prend contact
rule-goal-none = Aucun but : seule la fin de la demande arrête la règle
rule-arm-told = Prévenues
rule-arm-held = Tenues à l’écart
rule-turn-planned = Prévu
rule-turn-open = En cours
rule-turn-held = Tenu à l’écart
rule-turn-goal = But atteint
rule-turn-closed = Demande terminée
rule-turn-outdated = Plus d’actualité
rule-turn-exhausted = Toutes les étapes sont passées
rule-turn-rule-stopped = Règle arrêtée
rule-problem-no-template = Le modèle n’existe plus.
rule-problem-missing = Une donnée du modèle manque.
rule-problem-refused = Le message n’a pas pu être préparé.
rule-problem-no-address = Aucune adresse ne permet de joindre la personne.
rule-problem-unreachable = L’adresse ne répond pas, ou la personne ne veut pas de ces messages.
rule-problem-pressure = La personne a assez de messages pour ces jours-ci, déjà reçus ou qui l’attendent.
rule-event-too-many = Trop d’événements en une fois : { $max } au plus.
rule-event-not-an-object = Un événement est un objet JSON.
rule-event-unknown-field = Le champ « { $field } » n’existe pas.
rule-event-missing = Le champ « { $field } » manque.
rule-event-not-text = Le champ « { $field } » doit être un texte de { $max } octets au plus.
rule-event-nothing = L’événement ne dit rien : donnez « status », « date » ou « due ».
rule-event-instant = « { $value } » n’est pas un instant : écrivez 2026-03-09T14:30:00+01:00.
rule-event-day = « { $value } » n’est ni un jour (2026-03-09) ni un instant.
rule-event-future = « { $value } » est à venir : « at » dit quand l’événement a eu lieu.
rule-event-word = « { $value } » n’est pas un mot connu : { $known }.
rule-event-phone = « { $field } » n’est pas un numéro de téléphone.
rule-event-email = « { $field } » n’est pas une adresse électronique.
rule-event-nobody = Dites de qui il s’agit : « external_id », ou un moyen de joindre la personne.
rule-event-data = « data » est un objet de textes, de nombres ou de vrai et faux : { $max } valeurs au plus.
rule-event-conflict = « { $id } » est déjà connu avec un autre contenu : donnez un autre « event_id ».

# Lettres à imprimer
bundle-title = Lettres
bundle-lead = Chaque jour, les lettres d’un service sont réunies. Imprimez-les, mettez-les sous enveloppe, postez-les.
bundle-none = Aucune lettre à poster. Les lettres viennent d’un modèle de lettre, envoyé à une personne, à une liste ou par une règle : elles sont réunies ici chaque jour.
bundle-waiting = { $count ->
    [one] Une lettre attend un prochain lot. Chaque service a un lot par jour au plus.
   *[other] { $shown } lettres attendent un prochain lot. Chaque service a un lot par jour au plus.
}
bundle-count = { $count ->
    [one] une lettre
   *[other] { $shown } lettres
}
bundle-to-post = À poster
bundle-posted-at = Postées le { $at }
bundle-bundle = Lettres du { $at }
bundle-addresses = Télécharger les adresses
bundle-address-letter = Lettre
bundle-address-line = Ligne { $number }
bundle-print = Ouvrir pour imprimer
bundle-print-all = Ouvrir toutes les lettres pour imprimer
bundle-no-press = L’imprimerie n’est pas installée sur ce serveur : les lettres ne peuvent pas être mises en page. Demandez à l’administrateur de poser « efficaces-press » à côté d’efficaces. Les adresses restent à télécharger.
bundle-cover-title = Lettres à poster, lot du { $day }
bundle-cover-service = Service
bundle-cover-letters = Lettres
bundle-cover-bundle = Lot
bundle-cover-forgotten = Laissées de côté, adresse effacée
bundle-cover-by-template = Par modèle
bundle-cover-template = Modèle
bundle-cover-by-place = Par début de code postal
bundle-cover-place = Code postal
bundle-cover-elsewhere = Sans code postal français
bundle-cover-how = Les lettres sont rangées par code postal, dans le même ordre que le fichier des adresses. Chacune commence sur le recto d’une feuille : vous pouvez imprimer en recto verso. Une fois postées, dites-le sur la page du lot.
bundle-see = Suivre ce message
bundle-post = Ces lettres sont-elles postées ?
bundle-post-about = Dites-le quand elles sont parties : leur suivi commence alors.
bundle-unprinted = { $count ->
    [one] Une lettre de ce lot n’a jamais été ouverte ici pour être imprimée.
   *[other] { $shown } lettres de ce lot n’ont jamais été ouvertes ici pour être imprimées.
}
bundle-printed-elsewhere = Je confirme : toutes les lettres ont été imprimées autrement, puis postées.
bundle-unprinted-refused = { $count ->
    [one] Rien n’est noté : une lettre de ce lot n’a jamais été ouverte ici pour être imprimée. Imprimez-la, ou cochez la case si elle a été imprimée autrement.
   *[other] Rien n’est noté : { $shown } lettres de ce lot n’ont jamais été ouvertes ici pour être imprimées. Imprimez-les, ou cochez la case si elles ont été imprimées autrement.
}
bundle-post-do = Oui, elles sont postées
bundle-posted = { $count ->
    [one] Une lettre est notée comme postée.
   *[other] { $shown } lettres sont notées comme postées.
}
bundle-came-back = La lettre est revenue
bundle-returned = La lettre est notée comme revenue. La personne est à joindre autrement.
bundle-not-returned = Cette lettre n’a pas été postée, ou elle est déjà notée comme revenue.
letter-came-back = La lettre est revenue
letter-returned = La lettre est notée comme revenue. La personne est à joindre autrement.
letter-not-returned = Cette lettre n’a pas été postée, ou elle est déjà notée comme revenue.

# Ce que les messages ont changé.
effect-title = Ce que les messages ont changé
effect-word-nothing-yet = Pas encore mesuré
effect-word-nobody-held = Sans groupe témoin
effect-word-nobody-told = Personne n’est prévenu
effect-word-too-few = Trop peu de personnes
effect-word-avoids = Évite des contacts
effect-word-provokes = Provoque des contacts
effect-word-not-proved = Pas encore prouvé
effect-verdict-watching = Rien n’est encore mesuré : { $turns } en cours d’observation, pendant dix jours ouvrés chacun.
effect-verdict-nothing-yet = Rien n’est encore mesuré : personne n’a été prévenu.
effect-verdict-nobody-held = L’effet ne peut pas être mesuré : personne n’est dans le groupe témoin. Donnez-lui une part dans la règle.
effect-verdict-nobody-told = L’effet ne peut pas être mesuré : toutes les personnes sont dans le groupe témoin.
effect-verdict-too-few = Il y a trop peu de personnes pour conclure. Il en faut encore au moins : { $missing }.
effect-verdict-avoids = Ces messages évitent des contacts : { $mid } pour 100 messages, entre { $low } et { $high }.
effect-verdict-avoids-without = Cette règle évite des contacts.
effect-verdict-provokes = Ces messages provoquent des contacts : { $mid } de plus pour 100 messages, entre { $low } et { $high }.
effect-verdict-provokes-without = Cette règle provoque des contacts.
effect-verdict-not-proved = Rien n’est encore prouvé.
effect-verdict-may-be = Pour 100 messages, les contacts évités sont entre { $low } et { $high } ; un nombre négatif veut dire que des contacts sont provoqués.
effect-verdict-no-outlook = Trop peu de personnes prennent contact pour dire combien de cas il faudrait.
effect-verdict-is-small = Un effet d’un cinquième des contacts se serait vu quatre fois sur cinq : s’il y a un effet, il est sans doute plus petit.
effect-verdict-more-turns = Pour voir, quatre fois sur cinq, un effet d’un cinquième des contacts, il faut encore { $turns }.
effect-interval = { $mid } (de { $low } à { $high })
effect-version = Version { $version }
effect-flagged = Ces messages provoquent des contacts. Changez le texte, le moment ou la voie d’envoi, ou arrêtez la règle.
effect-arms = Les deux groupes
effect-arms-about = Un cas est une personne à prévenir à une occasion. Les personnes du groupe témoin ont été tirées au sort et n’ont rien reçu. On compare tous ceux qui devaient être prévenus avec tous ceux qui ne devaient pas l’être, que le message soit arrivé ou non : ainsi, personne n’est choisi d’après ce qu’il a fait.
effect-arm = Groupe
effect-arm-held = Groupe témoin
effect-arm-told = Personnes à prévenir
effect-turns = Cas observés
effect-persons = Personnes
effect-contacts = Contacts dans les dix jours ouvrés
effect-per-100 = Contacts pour 100 cas
effect-chart = Contacts évités pour 100 cas
effect-chart-about = À droite du trait, des contacts sont évités ; à gauche, ils sont provoqués. La barre va du plus petit au plus grand effet que les données permettent.
effect-chart-none = Pas encore d’intervalle à montrer : il faut plus de cas dans chacun des deux groupes. Il n’y a rien à régler, le graphique viendra de lui-même.
effect-chart-version = Version { $version } de la règle
effect-chart-template = { $name }, version { $version }
effect-chart-template-none = Règle qui commence par un appel
effect-chart-channel = Contacts par { $channel }
effect-money = Messages, coût et économie
effect-sent = Messages partis
effect-delivered = Arrivés
effect-failed = Non remis
effect-cost = Coût des messages
effect-avoided = Contacts évités en tout
effect-saving = Coût des contacts évités
effect-net = Économie, coût des messages déduit
effect-so-far = Avec les cas encore observés, messages partis : { $sent }, pour { $cost }.
effect-channels = Par voie de contact
effect-channel = Voie
effect-channel-held = Groupe témoin
effect-channel-told = Personnes à prévenir
effect-channel-avoided = Évités pour 100 cas
effect-channels-about = Ces lignes aident à comprendre ; seul l’ensemble permet de conclure.
effect-how = Comment c’est calculé
effect-how-contacts = Compte : tout contact entrant de la personne { $about }, du moment où le message devait partir à la fin du dixième jour ouvré. Un contact d’avant ne compte jamais. Si un autre cas de la même personne commence entre-temps, le contact compte pour celui-là.
effect-how-reasons = pour les motifs de la règle ({ $reasons })
effect-how-all = pour tout motif
effect-how-unit = L’incertitude est calculée par personne, car les contacts d’une même personne se ressemblent ; l’effet est une différence de contacts par cas.
effect-how-looks = Les intervalles à 95 % restent vrais même si l’on regarde chaque jour : c’est la méthode « regards libres » du laboratoire (suite de confiance asymptotique). C’est pourquoi ils sont plus larges que d’ordinaire.
effect-how-costs = Un contact coûte ce que dit sa ligne, sinon le coût unitaire de votre administration pour sa voie.
effect-how-until = Contacts connus jusqu’au { $until }. Calculé le { $at }.
effect-how-no-log = Aucun contact n’est encore connu. Calculé le { $at }.
effect-how-opened = On ne cherche pas à savoir si un message a été ouvert.
effect-left-out = { $count ->
    [one] { $shown } cas d’une personne tirée au sort avec une autre part n’est pas compté.
   *[other] { $shown } cas de personnes tirées au sort avec une autre part ne sont pas comptés.
}
effect-mixed = { $count ->
    [one] { $shown } personne a changé de groupe, parce que deux fiches étaient la même personne : elle compte dans son premier groupe.
   *[other] { $shown } personnes ont changé de groupe, parce que deux fiches étaient la même personne : elles comptent dans leur premier groupe.
}
effect-watched = { $count ->
    [one] { $shown } cas est encore observé et ne compte pas.
   *[other] { $shown } cas sont encore observés et ne comptent pas.
}
effect-watched-until = Un cas est observé tant que tous les contacts de ses dix jours ouvrés ne sont pas connus. Vos contacts sont connus jusqu’au { $until } : pour aller plus loin, faites venir les plus récents.
effect-watched-without-log = Aucun contact n’est encore connu : les cas restent observés tant que vos contacts n’arrivent pas.
effect-versions = Les autres versions
effect-download-csv = Télécharger les chiffres (CSV)
effect-download-json = Télécharger les chiffres (JSON)
effect-none = Cette règle n’a encore prévenu personne. Son effet est connu dix jours ouvrés après ses premiers messages.
effect-count-turns = { $count ->
    [one] { $shown } cas
   *[other] { $shown } cas
}
effect-count-persons = { $count ->
    [one] { $shown } personne
   *[other] { $shown } personnes
}
effect-expected = La proposition dont vient la règle attendait, dans les mêmes dix jours ouvrés, ce nombre de contacts évités pour 100 messages : { $interval }. Elle ne compte que les demandes pour lesquelles au moins un contact est connu.
effect-published-counted = Résultats : { $rules } (administrations : { $partners }). Contacts évités : { $avoid }. Contacts provoqués : { $provoke }. Effet non prouvé : { $open }.
effect-published-chart = Contacts évités pour 100 messages

# Les règles, telles qu’on les voit.
rules-title = Règles
rules-lead = Qui est prévenu, quand, comment, et ce que cela change.
rules-none = Aucune règle pour l’instant. Une règle prévient la bonne personne au bon moment, sans que personne ait à y penser.
rules-see-moments = Voir les moments qui font appeler
rules-new = Nouvelle règle
rules-make = Créer un brouillon
rules-made = Le brouillon est créé. Rien ne part avant que vous ne démarriez la règle.
rules-no-template = Écrivez d’abord un modèle de message : une règle dit quand il part.
rules-name = Nom de la règle
rules-service = Service qui envoie
rules-told-month = { $count ->
    [one] { $shown } personne prévenue ce mois-ci
   *[other] { $shown } personnes prévenues ce mois-ci
}
rules-avoided = { $interval } contacts évités pour 100 messages
rules-effect = Ce qu’elle change
rules-edit = Modifier la règle
rules-turns = Personnes concernées
rules-in-words = La règle en clair
rules-draft-next = Cette règle est un brouillon : rien ne part. Relisez ses textes, essayez-la sur le mois passé, puis démarrez-la en bas de cette page.
rules-read-text = Lire le texte
rules-part-when = Quand
rules-part-who = Pour qui
rules-part-how = Comment
rules-part-goal = Ce qui l’arrête
rules-part-control = Mesure et sécurité
rules-version = Version
rules-versions = Versions précédentes
rules-version-line = Version { $version }, du { $at } : { $what }
rules-status-opened = « demande reçue »
rules-status-complete = « dossier complet »
rules-status-missing-piece = « pièce manquante »
rules-status-decided = « décision prise »
rules-status-paid = « payé »
rules-status-closed = « clos »
rules-date-payment = le paiement
rules-date-appointment = le rendez-vous
rules-date-expiry = la fin du droit
rules-when-entered = Quand une demande passe au statut { $status }
rules-when-silent = Quand une demande reste { $time } au statut { $status } sans nouvelle
rules-when-date = Au moment de la date : { $date }
rules-when-before = { $time } avant { $date }
rules-when-after = { $time } après { $date }
rules-when-promise = { $time } avant la date promise, si elle a au moins { $risk } de risque de ne pas être tenue
rules-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
  }
rules-hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
  }
rules-and = et
rules-then-word = puis
rules-if-all = Toutes les personnes concernées
rules-if-reasons = Seulement pour ces motifs : { $reasons }
rules-if-channels = Seulement si la demande est venue par : { $channels }
rules-if-languages = Seulement pour ces langues : { $languages }
rules-if-there = Seulement si « { $field } » est connu
rules-if-not-there = Seulement si « { $field } » n’est pas connu
rules-if-is = Seulement si « { $field } » vaut « { $value } »
rules-if-is-not = Sauf si « { $field } » vaut « { $value } »
rules-channel-phone = téléphone
rules-channel-email = e-mail
rules-channel-counter = guichet
rules-channel-web = site web
rules-channel-sms = SMS
rules-channel-chat = messagerie instantanée
rules-channel-post = courrier
rules-channel-video = visioconférence
rules-channel-app = application
rules-channel-social = réseaux sociaux
rules-channel-visit = visite à domicile
rules-channel-other = autre voie
rules-way-sms = SMS
rules-way-email = e-mail
rules-way-letter = lettre
rules-way-call = appel par un agent
rules-way-choose = Choisir
rules-rung = { $when }, { $way } : { $what }
rules-at-once = Tout de suite
rules-if-failed = Juste après l’étape d’avant
rules-only-if-failed = Seulement si l’étape d’avant n’a pas abouti
rules-later = { $time } plus tard
rules-later-working = { $time } plus tard, en jours ouvrés
rules-then = { $time } après l’étape d’avant, ou tout de suite si elle n’a pas abouti
rules-then-working = { $time } après l’étape d’avant (jours ouvrés), ou tout de suite si elle n’a pas abouti
rules-goal-which = Statuts qui arrêtent la règle
rules-goal-which-hint = Les mots que vos systèmes écrivent, séparés par des virgules, par exemple : decided, paid (décision prise, payé). Seulement si vous avez choisi « un statut ».
rules-goal-statuses = La demande passe à l’un de ces statuts : { $statuses }
rules-summary = { $when } : { $ways }.
rules-held = Groupe témoin : { $share } des personnes, tirées au sort une fois pour toutes, ne reçoivent rien. C’est ce qui permet de mesurer l’effet.
rules-held-none = Pas de groupe témoin : l’effet ne pourra pas être mesuré.
rules-stops-itself = La règle s’arrête d’elle-même s’il est prouvé qu’elle provoque des contacts.
rules-goes-on = La règle continue même s’il est prouvé qu’elle provoque des contacts.
rules-do-start = Démarrer
rules-do-start-about = À partir de maintenant, les personnes concernées seront prévenues : ce qui s’est passé avant ne déclenche rien. Le groupe témoin ne reçoit rien. Personne ne reçoit plus de messages que la limite permise.
rules-do-drop = Abandonner le brouillon
rules-do-drop-about = La règle est rangée parmi les règles arrêtées. Personne n’a été prévenu.
rules-do-pause = Suspendre
rules-do-pause-about = Personne de nouveau n’est prévenu, et les étapes suivantes attendent. Les messages déjà remis partent.
rules-do-stop = Arrêter
rules-do-stop-about = Tout ce qui attend est annulé. Les messages déjà remis partent. Ce qui a été mesuré reste.
rules-do-resume = Reprendre
rules-do-resume-about = Les étapes qui attendaient reprennent, et de nouvelles personnes sont prévenues.
rules-do-restart = Redémarrer
rules-do-restart-about = À partir de maintenant, de nouvelles personnes sont prévenues. Ce qui a été annulé le reste.
rules-sure = J’ai lu les messages et je sais qui les recevra
rules-not-sure = Cochez la case pour confirmer, puis démarrez.
rules-started = La règle a démarré.
rules-paused = La règle est suspendue.
rules-stopped = La règle est arrêtée.
rules-too-late = Quelqu’un a changé la règle entre-temps. Relisez son état.
rules-saved = La règle est enregistrée.
rules-unchanged = Rien n’a changé.
rules-edit-running = Cette règle est en cours. Ce que vous enregistrez vaut pour les prochaines personnes ; son effet sera mesuré à part.
rules-edited-meanwhile = Quelqu’un a modifié la règle entre-temps. Relisez-la, puis recommencez.
rules-wrong-name = Donnez un nom, de { $max } caractères au plus.
rules-wrong-number = Écrivez un nombre entier, de 0 à { $max }.
rules-at-rung = Étape { $number } : { $problem }
rules-wrong-status = Écrivez le statut.
rules-wrong-date = Écrivez la date dont il s’agit.
rules-wrong-way = Choisissez un message, ou un appel avec ce qu’il faut dire.
rules-wrong-statuses = Écrivez au moins un statut.
rules-trigger = Ce qui déclenche
rules-trigger-status = Statut
rules-trigger-status-hint = Le mot que vos systèmes écrivent : opened (demande reçue), complete (dossier complet), missing_piece (pièce manquante), decided (décision prise), paid (payé), ou le vôtre. Laissez vide pour une date.
rules-trigger-date = Date
rules-trigger-date-hint = payment (paiement), appointment (rendez-vous), expiry (fin d’un droit), ou la vôtre. Laissez vide pour un statut.
rules-trigger-days = Jours
rules-trigger-days-hint = Durée du silence, ou jours avant ou après la date.
rules-trigger-hours = Heures
rules-trigger-hours-hint = En plus des jours, pour une date.
rules-reasons = Motifs
rules-reasons-hint = Séparés par des virgules. Vide : tous. Les contacts comptés dans l’effet sont ceux de ces motifs.
rules-languages = Langues
rules-languages-hint = fr, en… séparées par des virgules. Vide : toutes.
rules-data = Données de la demande
rules-data-hint = Une condition par ligne : « champ », « champ=valeur », ou avec un « ! » devant pour le contraire.
rules-channels = Voies par lesquelles la demande est venue
rules-channels-hint = Aucune case : toutes.
rules-ladder-about = Les étapes se suivent jusqu’à ce que le but soit atteint, par quelque voie que ce soit. Si une étape n’aboutit pas, la suivante part sans attendre.
rules-rung-title = Étape { $number }
rules-rung-way = Message ou appel
rules-rung-script = Ce que dit l’agent
rules-rung-script-hint = Pour un appel seulement.
rules-rung-days-first = Jours après le déclenchement
rules-rung-days = Jours après l’étape d’avant
rules-rung-hours = Et heures
rules-rung-working = Ne compter que les jours ouvrés
rules-rung-fallback = Seulement si l’étape d’avant n’a pas abouti
rules-rung-add = Ajouter une étape
rules-rung-remove = Retirer cette étape
rules-goal = Ce qui l’arrête
rules-holdout = Part du groupe témoin, en pour cent
rules-holdout-hint = 10 suffit d’ordinaire. Ces personnes ne reçoivent pas les messages de la règle ; leur dossier avance comme les autres. 0 : l’effet ne pourra pas être mesuré.
rules-self-stop = Arrêter la règle d’elle-même si elle provoque des contacts
rules-self-stop-hint = Seulement si c’est prouvé, au vu du groupe témoin.
rules-territory = Territoire
rules-territory-hint = Pour l’heure et les jours fériés.
rules-turns-counts = Cas de personnes à prévenir : { $told }. Cas du groupe témoin : { $held }.
rules-turns-planned = Cas prévus : { $count }, le premier le { $at }.
rules-turns-told = { $count ->
    [one] La règle s’est appliquée { $shown } fois à une personne à prévenir
   *[other] La règle s’est appliquée { $shown } fois à des personnes à prévenir
}
rules-turns-held = { $count ->
    [one] et { $shown } fois à une personne du groupe témoin.
   *[other] et { $shown } fois à des personnes du groupe témoin.
}
rules-turns-about = Un tour, c’est une demande à laquelle la règle s’applique, de la première étape à la dernière. Une personne peut en avoir plusieurs.
rules-turn-request = Demande
rules-turn-usager = Personne
rules-turn-at = Début
rules-turn-state = État
rules-turn-story = Suite
rules-turn-next = Prochaine étape le { $at }.
rules-turn-done = Terminé le { $at }.
rules-arm-told = À prévenir
rules-arm-held = Groupe témoin
rules-ready = Règles prêtes
rules-ready-about = Chacune arrive en brouillon avec ses messages : relisez, changez, puis démarrez.
rules-ready-take = Prendre celle-ci
rules-ready-taken = Vous l’avez déjà
rules-dry = Essai sur le mois passé
rules-dry-lead = Ce que la règle aurait fait ces trente derniers jours. Rien ne part.
rules-dry-sentence = Sur { $requests } en cours ces trente derniers jours, { $told } et { $held }. Coût : { $cost }.
rules-dry-left-out = { $count ->
    [one] { $shown } demande n’a pas été regardée : il y en a trop.
   *[other] { $shown } demandes n’ont pas été regardées : il y en a trop.
}
rules-dry-unreachable = { $count ->
    [one] { $shown } personne n’a pas d’adresse qui convienne : ajoutez un appel ou une lettre.
   *[other] { $shown } personnes n’ont pas d’adresse qui convienne : ajoutez un appel ou une lettre.
}
rules-dry-unfillable = { $count ->
    [one] { $shown } message ne peut pas être écrit : vérifiez le modèle.
   *[other] { $shown } messages ne peuvent pas être écrits : vérifiez le modèle.
}
rules-dry-missing = { $count ->
    [one] La donnée « { $name } » manque pour { $shown } message.
   *[other] La donnée « { $name } » manque pour { $shown } messages.
}
rules-dry-overloaded = { $count ->
    [one] Pendant { $shown } heure, on attend plus de contacts que vous ne pouvez en prendre. Limitez les envois à l’heure dans les réglages du service.
   *[other] Pendant { $shown } heures, on attend plus de contacts que vous ne pouvez en prendre. Limitez les envois à l’heure dans les réglages du service.
}
rules-dry-no-request = Aucune demande n’est connue ce mois-là : l’essai ne dit rien. Vos systèmes doivent d’abord envoyer leurs changements de statut.
rules-dry-nobody = { $count ->
    [one] La règle ne se serait appliquée à personne : la seule demande en cours ces trente derniers jours ne répond pas à ses conditions. Vérifiez le statut ou la date qui déclenche, les motifs et les voies.
   *[other] La règle ne se serait appliquée à personne : aucune des { $shown } demandes en cours ces trente derniers jours ne répond à ses conditions. Vérifiez le statut ou la date qui déclenche, les motifs et les voies.
}
rules-dry-by-way = Ce qui serait parti
rules-dry-messages = Nombre
rules-dry-parts = SMS comptés ou pages
rules-dry-stopped-title = Ce qui ne serait pas parti
rules-dry-stopped = { $count } : { $why }
rules-dry-hours = Contacts attendus par heure
rules-dry-hours-about = Moyenne d’un jour où des contacts sont attendus, de 9 à 17 heures. L’heure la plus chargée en aurait { $most }.
rules-dry-rate-assumed = On compte { $rate } contacts pour 100 messages : c’est une hypothèse de notre part, faute de mesure.
rules-dry-rate-measured = On compte { $rate } contacts pour 100 messages : c’est ce que la règle a provoqué jusqu’ici, d’après son groupe témoin.
rules-dry-hours-few = Même à l’heure la plus chargée, on attend moins d’un contact.
rules-dry-hour = { $hour } h
rules-dry-capacity = Contacts que vous pouvez prendre en une heure
rules-dry-capacity-hint = Pour voir les heures trop chargées. Laissez vide pour ne pas comparer.
rules-dry-examples = Exemples, sans les noms
rules-dry-leaves = Part
rules-dry-called = À appeler
rules-dry-lacks = Il manque : { $names }
rules-dry-cannot = Ne peut pas être écrit
rules-count-requests = { $count ->
    [one] { $shown } demande
   *[other] { $shown } demandes
}
rules-dry-told = { $count ->
    [one] { $shown } cas aurait conduit à prévenir quelqu’un
   *[other] { $shown } cas auraient conduit à prévenir quelqu’un
}
rules-dry-held = { $count ->
    [one] { $shown } serait resté dans le groupe témoin
   *[other] { $shown } seraient restés dans le groupe témoin
}
rules-dry-promises = Cet essai prévient de toutes les promesses dont la date approche. En service, la règle ne prévient que de celles qui risquent de ne pas être tenues, quand assez de demandes semblables permettent de le dire.
rules-heard-status = le passage au statut { $status }
rules-heard-date = une date ({ $date })
rules-heard-promise = une date de réponse promise
rules-heard-nothing = Telle quelle, la règle ne prévient personne : depuis 90 jours, aucune demande n’a connu { $what }. Vos systèmes doivent l’annoncer.
rules-heard-no-reason = Telle quelle, la règle ne prévient personne : elle ne vaut que pour certains motifs ({ $reasons }), et aucun motif n’est connu pour ce qui la déclenche ({ $what } : { $requests } en 90 jours). Faites envoyer le motif, ou retirez les motifs de la règle.
rules-heard-other-reasons = Telle quelle, la règle ne prévient personne : elle ne vaut que pour certains motifs ({ $reasons }), et aucune demande n’a l’un d’eux ({ $what } : { $requests } en 90 jours). Motifs reçus : { $came }. Écrivez les motifs comme vos systèmes les envoient.
rules-heard-some-without = Une partie des demandes n’a pas de motif : { $without } sur { $requests } en 90 jours. La règle ne vaut que pour certains motifs ({ $reasons }) : ces personnes ne seront pas prévenues tant que le motif n’est pas envoyé.
rules-heard-how = À envoyer par POST /api/v1/request-events : { $example }
rules-trigger-risk = Risque à partir duquel prévenir, en pour cent
rules-trigger-risk-hint = Pour une date promise seulement. 50 : on prévient si la date a au moins une chance sur deux de ne pas être tenue, d’après les demandes semblables. 0 : on prévient toujours. Quand trop peu de demandes semblables sont connues, la date qui approche suffit.
rules-wrong-risk = Écrivez un nombre de 0 à 100.
rules-practice = Pratique appliquée
rules-practice-hint = Ce que la règle change paraît sur la fiche de cette pratique, avec le nom de votre administration, dès que chaque groupe compte 11 personnes et qu’un constat est possible. « Aucune » : rien n’y paraît.
rules-practice-none = Aucune

# Les moments qui font appeler.
moment-title = Les moments qui font appeler
moment-lead = Ce que vos contacts et vos demandes montrent : à quel moment les gens appellent, et ce qu’on peut leur dire avant.
moment-none = Rien ne ressort encore. Il faut des contacts et des changements de statut des mêmes demandes, sur quelques mois.
moment-name = { $reason } : { $status }
moment-list = Du plus grand au plus petit
moment-list-one = { $title } : { $mid } contacts par an au plus
moment-entering = Dans les jours qui suivent le passage au statut { $status }, les usagers appellent plus que d’ordinaire. Au plus, un message éviterait { $mid } contacts par an, entre { $low } et { $high }.
moment-silence = Après { $days } jours au statut { $status } sans nouvelle, les usagers appellent plus que d’ordinaire. Au plus, un message éviterait { $mid } contacts par an, entre { $low } et { $high }.
moment-causes = Causes notées le plus souvent :
moment-chart = { $title } : contacts par jour depuis le changement de statut
moment-chart-about = Pour 100 demandes qui sont encore dans ce statut, combien de contacts ce jour-là.
moment-day = jour { $day }
moment-what = Ce qu’on peut dire avant
moment-proposal = { $trigger }, envoyer un message ({ $way }) : environ { $messages } par an.
moment-expected = Contacts que ce message éviterait par an, dans les dix jours ouvrés qui le suivent : { $mid }, entre { $low } et { $high }.
moment-assumption = Hypothèse : un message évite { $mid } des contacts qu’il vise (entre { $low } et { $high }), d’après la fiche P13 du guide. Le groupe témoin de votre règle dira ce qu’il en est chez vous.
moment-accept = En faire une règle
moment-accepted = Un brouillon de message et un brouillon de règle sont créés. Relisez-les : rien ne part avant que vous ne démarriez la règle.
moment-gone = Ce moment ne ressort plus des données. Choisissez-en un autre.
moment-no-service = Créez d’abord un service qui envoie : le message partira en son nom.
moment-service = votre administration
moment-expected-per-100 = Soit, pour 100 messages : { $mid }, entre { $low } et { $high }. L’effet de la règle est mesuré de la même façon. Seules comptent ici les demandes pour lesquelles au moins un contact est connu : si d’autres sont aussi prévenues, chaque message en évitera moins.
moment-draft-opened-subject = Votre demande est bien arrivée
moment-draft-opened-sms = { $service } : votre demande est arrivée. Rien à faire : nous vous écrirons à la prochaine étape.
moment-draft-opened-email = Bonjour, votre demande est bien arrivée. Vous n’avez rien à faire pour l’instant. Nous vous écrirons à la prochaine étape. Une question ? Répondez à ce message. { $service }
moment-draft-complete-subject = Votre dossier est complet
moment-draft-complete-sms = { $service } : votre dossier est complet. Rien à faire : nous vous écrirons dès que la décision est prise.
moment-draft-complete-email = Bonjour, votre dossier est complet et va être étudié. Vous n’avez rien à faire. Nous vous écrirons dès que la décision sera prise. Une question ? Répondez à ce message. { $service }
moment-draft-missing-piece-subject = Il manque un document à votre dossier
moment-draft-missing-piece-sms = { $service } : il manque un document à votre dossier. Envoyez-le comme indiqué dans notre courrier.
moment-draft-missing-piece-email = Bonjour, il manque un document à votre dossier. Envoyez-le comme indiqué dans notre courrier : l’étude reprendra dès son arrivée. Une question ? Répondez à ce message. { $service }
moment-draft-decided-subject = La décision sur votre demande est prise
moment-draft-decided-sms = { $service } : la décision est prise, vous la recevez dans quelques jours. Vous n’avez rien à faire.
moment-draft-decided-email = Bonjour, la décision sur votre demande est prise. Vous la recevez par courrier ou dans votre compte dans les prochains jours. Vous n’avez rien à faire. Une question ? Répondez à ce message. { $service }
moment-draft-paid-subject = Votre paiement est parti
moment-draft-paid-sms = { $service } : votre paiement est parti. Comptez quelques jours ouvrés. Vous n’avez rien à faire.
moment-draft-paid-email = Bonjour, votre paiement est parti. Comptez quelques jours ouvrés pour le voir sur votre compte. Vous n’avez rien à faire. Une question ? Répondez à ce message. { $service }
moment-draft-other-subject = Votre demande avance
moment-draft-other-sms = { $service } : votre demande avance. Rien à faire : nous vous écrirons à la prochaine étape.
moment-draft-other-email = Bonjour, votre demande avance. Vous n’avez rien à faire. Nous vous écrirons à la prochaine étape. Une question ? Répondez à ce message. { $service }
moment-draft-silence-opened-subject = Votre demande est toujours en cours
moment-draft-silence-opened-sms = { $service } : nous avons bien votre demande, elle attend son tour. Vous n’avez rien à faire.
moment-draft-silence-opened-email = Bonjour, votre demande est bien chez nous et attend son tour. Vous n’avez rien à faire. Nous vous écrirons à la prochaine étape. Une question ? Répondez à ce message. { $service }
moment-draft-silence-complete-subject = Votre dossier complet est à l’étude
moment-draft-silence-complete-sms = { $service } : votre dossier complet est toujours à l’étude. Rien ne manque, rien à faire de votre part.
moment-draft-silence-complete-email = Bonjour, votre dossier complet est toujours à l’étude. Rien ne manque, vous n’avez rien à faire. Nous vous écrirons dès que la décision sera prise. Une question ? Répondez à ce message. { $service }
moment-draft-silence-decided-subject = Votre décision arrive
moment-draft-silence-decided-sms = { $service } : la décision est prise, la suite est en cours. Vous n’avez rien à faire.
moment-draft-silence-decided-email = Bonjour, la décision sur votre demande est prise. Sa mise en œuvre est en cours. Vous n’avez rien à faire. Une question ? Répondez à ce message. { $service }
moment-draft-silence-paid-subject = Votre paiement
moment-draft-silence-paid-sms = { $service } : votre paiement est parti. Il arrive sous cinq jours ouvrés. Vous n’avez rien à faire.
moment-draft-silence-paid-email = Bonjour, votre paiement est parti. S’il n’est pas sur votre compte après cinq jours ouvrés, répondez à ce message. { $service }
moment-draft-silence-other-subject = Votre demande est toujours en cours
moment-draft-silence-other-sms = { $service } : votre demande est toujours en cours. Rien à faire : nous vous écrirons à la suite.
moment-draft-silence-other-email = Bonjour, votre demande est toujours en cours. Vous n’avez rien à faire. Nous vous écrirons à la prochaine étape. Une question ? Répondez à ce message. { $service }

# Les liens et les numéros que citent les messages.
notice-tab-targets = Liens et numéros
refused-dead-target = { $kind ->
    [link] Ce modèle envoie vers une page qui ne répond pas : { $targets }.
    [phone] Ce modèle donne un numéro hors service : { $targets }.
    [no-phone] Ce modèle donne un numéro que personne ne peut composer : { $targets }.
   *[mixed] Ce modèle envoie vers des pages ou des numéros qui ne mènent nulle part : { $targets }.
} Corrigez-le, ou demandez à un responsable de l’envoyer quand même, dans « Liens et numéros ».
target-title = Liens et numéros
target-lead = Les pages et les numéros que citent vos messages. Chaque page est vérifiée tous les jours. Un message qui cite une page ou un numéro mort ne part pas.
target-none = Vos modèles ne citent aucune page et aucun numéro.
target-first = { $kind ->
    [link] À faire d’abord : un lien ne répond pas
    [phone] À faire d’abord : un message donne un numéro hors service
    [no-phone] À faire d’abord : un message donne un numéro impossible à composer
   *[mixed] À faire d’abord : des liens ou des numéros ne mènent nulle part
}
target-first-about = Les messages qui les citent ne partent pas. Ceux des programmes et des agents sont refusés. Ceux des règles et des campagnes attendent : ils partiront dès que c’est réparé.
target-see = Voir les liens et les numéros
target-held-back = { $kind ->
    [link] Ce modèle n’envoie rien : { $targets } ne répond pas.
    [phone] Ce modèle n’envoie rien : le numéro { $targets } est hors service.
    [no-phone] Ce modèle n’envoie rien : personne ne peut composer le { $targets }.
   *[mixed] Ce modèle n’envoie rien : { $targets } ne mènent nulle part.
}
target-held = { $count ->
    [one] { $shown } message attend.
   *[other] { $shown } messages attendent.
}
target-looked-at = Vérifié le { $at }.
target-dead-since = Ne répond plus depuis le { $at }.
target-let-go = Envoyé quand même, décision du { $at } : { $reason }
target-state-new = Pas encore vérifié
target-state-alive = Répond
target-state-failing = Un essai manqué, nouvel essai dans quelques minutes
target-state-dead = Ne répond plus
target-state-unknown = Pas vérifiable
target-state-open = En service
target-state-closed = Hors service
target-state-unlisted = Absent de la liste des lignes
target-state-unknown-line = Numéro possible
target-state-no-phone = Numéro impossible
target-reason-gone = Le site répond que cette page n’existe pas.
target-reason-broken = Le site répond qu’il est en panne.
target-reason-no-link = Ce n’est pas une adresse de page.
target-reason-no-name = Aucun site ne porte ce nom.
target-reason-no-answer = Le site ne répond pas, ou son certificat n’est plus valable.
target-reason-circle = La page renvoie sans fin d’une adresse à l’autre. Ouvrez-la vous-même pour vérifier.
target-reason-private = Cette page est dans un réseau privé : le serveur ne la regarde pas. Vérifiez que le public peut l’ouvrir.
target-reason-others = Le site répond, mais pas à un programme. Ouvrez la page vous-même pour vérifier.
target-reason-unreached = Le site est trop lent, ou le réseau l’a été. Rien n’est bloqué.
target-reason-our-line = Aucun autre site n’a répondu au même moment : la panne vient peut-être de notre réseau. Rien n’est bloqué.
target-next-link = Que faire : ouvrez la page. Si elle a changé d’adresse, corrigez le modèle. Si elle est en panne, demandez qu’on la rétablisse : les messages partiront d’eux-mêmes.
target-next-phone = Que faire : mettez un autre numéro dans le modèle, ou remettez cette ligne en service dans la liste des lignes.
target-next-no-phone = Que faire : corrigez le numéro dans le modèle. Il lui manque un chiffre, il en a un de trop, ou son indicatif n’existe pas.
target-look = Vérifier maintenant
target-looked = Le lien a été vérifié.
target-release = Envoyer quand même
target-release-about = Les messages de ce service partiront malgré ce lien ou ce numéro. Votre raison est gardée dans le journal des actions. La décision prend fin dès que c’est réparé.
target-reason-label = Pourquoi les envoyer quand même
target-release-do = Oui, envoyer quand même
target-released = Les messages partent quand même. Votre raison est gardée.
target-reason-missing = Dites pourquoi ces messages doivent partir quand même.
target-hold = Retenir à nouveau les messages
target-held-again = Les messages qui citent ce lien ou ce numéro sont à nouveau retenus.
check-phone-wrong = Ce numéro ne peut pas être composé : { $number }
check-phone-closed = Ce numéro est noté hors service : { $number }
check-phone-unlisted = Ce numéro n’est pas dans la liste des lignes du service : { $number }

# Les lignes téléphoniques d’un service.
line-title = Lignes téléphoniques
line-lead = Listez les numéros où l’on vous répond. Un message qui cite une ligne hors service ne part pas. Un numéro absent de la liste est signalé.
line-none = Aucune ligne n’est listée : les numéros des messages ne sont pas comparés.
line-lists = Les lignes de chaque service
line-lists-about = Dites quels numéros sont en service, pour qu’aucun message n’envoie vers un numéro fermé.
line-number = Numéro
line-number-hint = Par exemple 01 44 55 66 77, 0 800 12 34 56 ou 3939
line-number-wrong = Ce numéro ne peut pas être composé en France. Vérifiez ses chiffres.
line-number-known = Cette ligne est déjà dans la liste.
line-too-many = Une liste a { $most } lignes au plus.
line-name = Ce que c’est
line-name-hint = Par exemple : accueil, service des aides
line-new = Ajouter une ligne
line-add = Ajouter
line-close = Mettre hors service
line-open = Remettre en service
line-forget = Retirer de la liste
line-listed = La ligne est dans la liste.
line-closed = La ligne est hors service. Les messages qui la citent ne partent plus.
line-opened = La ligne est en service.
line-forgotten = La ligne n’est plus dans la liste.
line-changed-at = Depuis le { $at }
