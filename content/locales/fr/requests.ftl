nav-requests = Demandes
way-email = Adresse électronique
way-phone = Téléphone
way-post = Adresse postale
request-state-open = En cours
request-state-closed = Close
handling-stale = Quelqu’un d’autre a changé cette demande pendant que vous la lisiez. Relisez-la, puis recommencez : votre texte est gardé en brouillon.
mail-footer =
    Référence : { $reference }
    Suivre votre demande : { $address }

# Fichiers
files-failed = Le fichier n’a pas pu être gardé ou relu. Réessayez dans un moment ; si cela recommence, prévenez l’administrateur.
files-altered = Ce fichier n’est plus celui qui a été reçu : il n’est pas montré. Prévenez l’administrateur.

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
