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
