file-absent = Le fichier { $file } n’existe pas. Vérifiez son nom.
file-forbidden = Vous n’avez pas le droit de lire { $file }. Demandez ce droit, ou copiez le fichier ailleurs.
file-is-a-folder = { $file } est un dossier. Donnez les fichiers qu’il contient.
file-unreadable = { $file } n’a pas pu être ouvert. Vérifiez le disque et recommencez.
file-damaged = Le fichier compressé { $file } est abîmé : ses octets ne sont plus ceux qui ont été écrits, et rien n’en a été importé. Copiez-le ou exportez-le de nouveau.
file-cut = Un fichier est coupé : ce qui précède la coupure a été importé, la suite manque. Exportez-le de nouveau, puis importez-le : rien ne sera compté deux fois.
read-failed = La lecture de { $file } a échoué après la ligne { $line }. Rien n’a été importé : vérifiez le disque et recommencez.
file-empty = { $file } est vide. Refaites l’export, puis l’import.
first-line-long = La première ligne de { $file } dépasse 1 Mo : ce n’est pas un tableau. Vérifiez ses fins de ligne, puis refaites l’import.
unknown-preset = Le préréglage « { $name } » n’existe pas. Choisissez : { $known }.
not-this-format = { $file } n’est pas au format « { $format } ». Choisissez un autre préréglage, ou laissez « auto ».
is-a-spreadsheet = { $file } est un classeur. Enregistrez-le au format CSV, puis importez ce fichier.
is-json = { $file } est du JSON. Importez un tableau (CSV ou Parquet), ou envoyez ces contacts à l’adresse « /api/v1/contacts », qui lit ce format.
is-a-document = { $file } est un document PDF. Demandez l’export des données au format CSV, puis importez ce fichier.
file-broken = { $file } est abîmé ou coupé : ce qu’il annonce dans ses premiers octets ne se retrouve pas plus loin. Copiez-le ou exportez-le de nouveau.
doubled-columns = { $file } a plusieurs fois la colonne « { $columns } » : laquelle compte ? Renommez ou retirez l’autre, puis importez le fichier.
is-a-database = { $file } est une base de données. Exportez sa table en CSV, puis importez ce fichier.
is-an-ocel-database = { $file } est un journal OCEL dans une base de données. Exportez-le en OCEL 2.0, au format JSON ou XML, puis importez ce fichier.
is-ocel-1 = { $file } est un journal OCEL 1.0. Convertissez-le en OCEL 2.0, puis importez ce fichier.
too-many-objects = { $file } a trop d’objets pour la mémoire. Découpez-le par période, ou nommez moins de types d’objets dans un fichier de correspondance.
xml-declares = { $file }, ligne { $line } : le fichier déclare un type de document ou des entités, qui ne sont jamais lus, car ils peuvent cacher un texte qui grossit sans fin. Retirez cette déclaration, puis importez le fichier.
missing-columns = { $file } n’a pas la colonne « { $columns } ». Ses colonnes : { $found }. Corrigez le fichier, ou dites par un fichier de correspondance quelle colonne la remplace.
ambiguous-dates = { $file }, colonne « { $column } » : « { $example } » peut se lire jour/mois ou mois/jour, et aucune valeur ne tranche. Dites-le par « dates = "day-first" » ou « dates = "month-first" » dans un fichier de correspondance.
unknown-dates = { $file }, colonne « { $column } » : « { $example } » n’est pas une date connue. Dites la forme des dates, ou une autre colonne, par un fichier de correspondance.
bad-mapping = Le fichier de correspondance { $place } est incorrect : { $detail }. Corrigez-le : docs/import.md le décrit.
no-partner = { $file } ne dit pas à quelle administration sont ses lignes. Indiquez-le par « --partner ».
unknown-encoding = L’encodage « { $name } » n’existe pas. Essayez « utf-8 » ou « windows-1252 ».
strict = { $count ->
    [one] Une ligne est refusée
   *[other] { $count } lignes sont refusées
 }, dont { $file }, ligne { $line }. Rien n’a été importé : corrigez, ou importez sans « --strict ».
cancelled = L’import a été arrêté. Rien n’a été importé.
rejects-unwritten = Le fichier des rejets { $place } n’a pas pu être écrit. Choisissez un autre dossier et recommencez.
rejects-lost = Les lignes ont été importées, mais la liste des lignes refusées n’a pas pu être écrite. Libérez de la place ou choisissez un autre dossier, puis importez de nouveau le même fichier : rien ne sera compté deux fois.
too-many-unnamed = { $file } a trop de lignes sans identifiant de contact. Découpez-le, ou ajoutez une colonne d’identifiants.
sink-failed = Les lignes n’ont pas pu être enregistrées. Recommencez ; si cela dure, prévenez l’administrateur.
table-absent-columns = { $file } n’a pas la colonne « { $columns } ». Ses colonnes : { $found }. Corrigez le fichier, ou le nom de la colonne dans le plan.
table-wrong-type = { $file } : la colonne « { $column } » est de type { $found }, alors qu’il y faut des { $wanted ->
    [numbers] nombres
    [instants] dates
    [units] noms ou des numéros
   *[words] mots
 }. Choisissez une autre colonne, ou convertissez celle-ci.
table-mixed-decimals = { $file } : les nombres de la colonne « { $column } » ont tantôt une virgule, tantôt un point. Écrivez-les tous de la même façon, sans séparateur de milliers.
table-unclear-dates = { $file }, colonne « { $column } » : « { $example } » n’est pas une date connue, ou peut se lire jour/mois et mois/jour. Écrivez les dates comme 2025-03-09.
table-too-many-rows = { $file } a plus de { $max } lignes. Additionnez d’abord les résultats de chaque unité : une ligne par unité suffit.

all-inbound = { $file } : sans colonne de sens, tous les contacts sont comptés entrants.
no-reason = { $file } : sans colonne de motif, le motif est « { $reason } ».
no-usager = { $file } : sans colonne d’usager, les rappels d’une même personne ne se voient pas.
unit-read = { $file } : la colonne « { $column } » est lue en { $unit ->
    [ms] millisecondes
    [min] minutes
   *[h] heures
 }, comme le dit son titre ou votre correction.
columns-unused = { $file } : colonnes non reprises : { $columns }.
made-ids = { $count ->
    [one] { $file } : un contact sans identifiant en a reçu un
   *[other] { $file } : { $count } contacts sans identifiant en ont reçu un
 }, tiré de son contenu ; importer de nouveau le même fichier ne change rien.
double-hour = { $first ->
    [one] { $file } : une heure locale de la nuit du { $day }, qui existe deux fois, a été prise pour la première.
   *[other] { $file } : { $first } heures locales de la nuit du { $day }, qui existent deux fois, ont été prises pour les premières.
 }
double-hour-both = { $file } : dans la nuit du { $day }, l’ordre du fichier a fait prendre { $first } heures locales pour les premières et { $second } pour les secondes.
missing-hour = { $count ->
    [one] { $file } : une heure locale du { $day } n’existe pas (passage à l’heure d’été) : elle a été avancée d’une heure.
   *[other] { $file } : { $count } heures locales du { $day } n’existent pas (passage à l’heure d’été) : elles ont été avancées d’une heure.
 }
local-times = { $count ->
    [one] { $file } : une date sans fuseau a été lue à l’heure de Paris.
   *[other] { $file } : { $count } dates sans fuseau ont été lues à l’heure de Paris.
 }
requests-anonymous = { $count ->
    [one] { $file } : un signalement ne nomme personne : il compte comme une personne distincte.
   *[other] { $file } : { $count } signalements ne nomment personne : chacun compte comme une personne distincte.
 }
objects-read = { $file } : les demandes sont « { $request } », les usagers « { $usager } » ; les événements qui ont un canal sont des contacts, les autres des changements d’état. Un fichier de correspondance peut dire autre chose.
objects-without-contact = { $file } : les demandes sont « { $request } », les usagers « { $usager } » ; les événements sont des changements d’état. Aucun ne dit le canal : il n’y a donc aucun contact. Dites dans un fichier de correspondance quels événements sont des contacts.
events-about-no-request = { $count ->
    [one] { $file } : un événement ne concerne aucune demande : il a été laissé de côté.
   *[other] { $file } : { $count } événements ne concernent aucune demande : ils ont été laissés de côté.
 }
objects-anonymous = { $count ->
    [one] { $file } : un changement d’état ne concerne aucun usager : sa demande compte pour une personne à part.
   *[other] { $file } : { $count } changements d’état ne concernent aucun usager : chacune de leurs demandes compte pour une personne à part.
 }
traces-arrive = { $file } : chaque trace est une demande, et un contact à son premier événement, par le canal de « { $column } » ; ses événements sont des changements d’état. Un fichier de correspondance peut dire autre chose.
events-are-contacts = { $file } : chaque trace est une demande ; ses événements qui ont un canal dans « { $column } » sont des contacts, les autres des changements d’état. Un fichier de correspondance peut dire autre chose.
traces-without-contact = { $file } : chaque trace est une demande et ses événements sont des changements d’état. Aucun attribut ne dit le canal : il n’y a donc aucun contact. Dites dans un fichier de correspondance où sont les contacts.
traces-anonymous = { $count ->
    [one] { $file } : une trace ne nomme personne : elle compte pour une personne à part.
   *[other] { $file } : { $count } traces ne nomment personne : chacune compte pour une personne à part.
 }
traces-without-channel = { $count ->
    [one] { $file } : une trace sans canal ne donne pas de contact.
   *[other] { $file } : { $count } traces sans canal ne donnent pas de contact.
 }
calls-going-on = { $count ->
    [one] { $file } : un appel était en cours à la fin du fichier : une copie plus longue du fichier l’apportera.
   *[other] { $file } : { $count } appels étaient en cours à la fin du fichier : une copie plus longue du fichier les apportera.
 }
calls-headless = { $count ->
    [one] { $file } : une ligne d’un appel commencé avant le fichier a été laissée de côté.
   *[other] { $file } : { $count } lignes d’appels commencés avant le fichier ont été laissées de côté.
 }
rows-joined = { $file } : { $rows } lignes forment { $contacts } contacts.
more-rejects = … et { $count } de plus

rejects-line = Ligne
rejects-column = Colonne refusée
rejects-value = Valeur refusée
rejects-reason = Raison du refus
reject-too-few-fields = moins de champs que de colonnes
reject-too-many-fields = plus de champs que de colonnes
reject-wrong-encoding = caractères illisibles dans l’encodage du fichier
reject-unknown-code = { $list ->
    [channel] canal inconnu : écrivez phone, email, counter, web, sms, chat, post, video, app, social, visit ou other
    [direction] sens inconnu : écrivez inbound, outbound ou proactive
   *[other] issue inconnue : écrivez resolved, unresolved, transferred ou abandoned
 }
reject-unknown-code-near = { $list ->
    [channel] canal inconnu
    [direction] sens inconnu
   *[other] issue inconnue
 } : peut-être « { $nearest } » ?
reject-unknown-word = { $list ->
    [channel] canal inconnu : écrivez téléphone, courriel, guichet, web, SMS, tchat, courrier, visio, appli, réseau social, visite ou autre
    [direction] sens inconnu : écrivez entrant, sortant ou proactif
   *[other] issue inconnue : écrivez résolu, non résolu, transféré ou abandonné
 }
reject-unknown-word-near = { $list ->
    [channel] canal inconnu
    [direction] sens inconnu
   *[other] issue inconnue
 } : peut-être « { $nearest ->
    [phone] téléphone
    [email] courriel
    [counter] guichet
    [sms] SMS
    [chat] tchat
    [post] courrier
    [video] visio
    [app] appli
    [social] réseau social
    [visit] visite
    [other] autre
    [inbound] entrant
    [outbound] sortant
    [proactive] proactif
    [resolved] résolu
    [unresolved] non résolu
    [transferred] transféré
    [abandoned] abandonné
   *[other] { $nearest }
 } » ?
reject-year = année hors de 1990–2100
reject-bad-date = date illisible
reject-negative-duration = durée négative
reject-bad-duration = durée illisible
reject-satisfaction = satisfaction hors de 1 à 5
reject-bad-cause = code de cause inconnu
reject-bad-cost = montant illisible
reject-bad-number = nombre illisible ou infini
reject-negative-cost = montant négatif
reject-future = date à venir : ce contact n’a pas encore eu lieu
reject-empty = valeur obligatoire absente
reject-bad-partner = code d’administration incorrect
reject-other-partner = ligne d’une autre administration
reject-text-too-long = texte trop long (plus de 1 000 octets)
reject-line-too-long = ligne trop longue (plus de 1 Mo)
reject-open-quote = guillemet ouvert et jamais fermé
reject-not-this-format = ligne d’un autre format
reject-broken = mal formé à cet endroit
reject-unfinished = la fin de cet appel n’est pas dans le fichier
reject-cut = le fichier est coupé ici : la suite manque
reject-conflict = un autre contact porte cet identifiant ; gardé : { $kept } ; refusé : { $refused }
