help = Contacts efficaces : voir quels contacts avec les usagers pourraient être évités, et pourquoi.
help-simulate = Fabrique un journal de contacts réaliste, dont la vérité est connue
help-import = Lit des fichiers de contacts et les ajoute au journal
help-preview = Montre comment un fichier serait lu, sans rien importer
help-measure = Calcule une mesure (ou toutes : all) sur le journal
help-moments = Trouve les moments qui font appeler, et ce qu’un message à temps pourrait éviter par an
help-ways = Dit ce que sont devenus les premiers contacts, canal par canal, et ce qui s’en apprend
help-sql = Pose une question en SQL au journal (tables contacts et request_events)
help-export = Écrit le journal dans un autre format
help-evidence = Calcule une méthode statistique : JSON en entrée standard, JSON en sortie
help-evidence-method = La méthode : erlang_c, cluster_robust, meta_analysis… ; un nom inconnu les fait lister
help-log = Entretient le journal
help-log-check = Vérifie le journal : ordre, nombres, doublons, fichiers
help-log-compact = Regroupe les petits fichiers du journal
help-log-files = Liste les fichiers du journal
help-log-imports = Liste les imports du journal, avec leurs numéros
help-log-remove = Retire du journal ce qu’un import y a apporté
help-log-remove-import = Numéro de l’import, donné par « log imports »
help-log-remove-partner = Ne retire que les lignes de cette administration
help-demo = Crée une instance de démonstration si le dossier est vide, puis la sert
help-serve = Sert l’instance
help-user = Gère les comptes
help-user-add = Crée un compte et affiche son mot de passe provisoire
help-user-list = Liste les comptes
help-user-close = Ferme un compte et met fin à ses sessions
help-token = Gère les jetons de l’API
help-token-add = Crée un jeton et l’affiche une seule fois
help-token-list = Liste les jetons, sans leur texte
help-token-revoke = Révoque un jeton
help-audit = Montre la trace d’audit
help-audit-list = Liste qui a fait quoi, le plus récent d’abord
help-audit-verify = Vérifie qu’aucune entrée n’a été changée ou retirée après coup
help-refused = Liste les contacts acceptés par l’API que le journal n’a pas pris, avec la raison (conflict : un autre contact a ce numéro ; unreadable : illisible)
help-token-revoke-id = Identifiant du jeton, que « token list » affiche
help-settings = Affiche les réglages en vigueur et d’où ils viennent
help-worker = Lit les messages reçus pour le serveur, qui lance cette commande lui-même
help-measure-name = La mesure : volume, requests, needs, recontact, fcr, escape, avoidable, cost, phone, satisfaction, journeys, provoked ; ou all
help-token-add-name = À quoi sert le jeton
help-usage = Utilisation :
help-commands = Commandes :
help-arguments = Arguments :
help-options = Options :
help-option-help = Affiche cette aide
help-option-version = Affiche la version
help-option-lang = Langue des messages : fr ou en (par défaut celle du système, sinon fr)
help-option-config = Fichier de réglages (par défaut efficaces.toml s’il existe)
help-option-contacts = Nombre de contacts
help-option-seed = Graine du hasard : la même graine redonne le même journal
help-option-partners = Nombre d’administrations, de 1 à 40
help-option-year = Année simulée
help-option-out = Fichier à écrire ; son suffixe dit le format
help-option-events = Fichier des changements d’état des demandes
help-option-truth = Fichier JSON de ce qui a été planté dans le journal
help-option-moments = Place dans chaque administration trois moments qui font appeler
help-option-ways = Fait que les canaux règlent plus ou moins souvent, motif par motif, comme la vérité le dit
help-option-reliability = Apprend sur les deux premiers tiers de la période, et compare avec le dernier
help-option-dirt = Ajoute les défauts des vrais fichiers : doublons, horloges décalées
help-option-files = Fichiers à lire (.gz et .zst compris)
help-option-file = Fichier à lire
help-option-log = Journal : un dossier, ou une adresse s3://
help-option-partner = Code de l’administration
help-option-preset = Format des fichiers : auto, canonical, csv, xes, ocel2, bpic16, cdr, queue_log, open311…
help-option-mapping = Fichier TOML qui dit le sens de chaque colonne
help-option-rejects = Où écrire les lignes refusées et leur raison
help-option-strict = N’importe rien si une seule ligne est refusée
help-option-key = Fichier de la clé des pseudonymes (par défaut à côté du journal)
help-option-json = Affiche un document JSON
help-option-rows = Nombre de lignes montrées
help-option-by = Dimensions, séparées par des virgules : channel, reason, month…
help-option-wanted = Ne garde que les contacts de cette valeur ; répétable
help-option-from = À partir de cette date (incluse)
help-option-to = Jusqu’à cette date (exclue)
help-option-window = Fenêtre : 7d, 24h…
help-option-observed-until = Fin de l’observation (par défaut le dernier contact de l’administration)
help-option-step = Ce qui nomme une étape : channel, reason ou channel:reason
help-option-top = Nombre de parcours listés
help-option-threads = Nombre de fils d’exécution (par défaut autant que de cœurs)
help-option-csv = Affiche du CSV
help-option-parquet = Écrit un fichier Parquet
help-sql-given = La question et ses options : « efficaces-sql --help » les donne
help-option-format = Format : xes, ocel2, csv ou parquet
help-option-port = Port d’écoute
help-option-data = Dossier de l’instance
help-default = (par défaut : { $value })
help-option-name = Nom de la personne (par défaut le début de son adresse)
help-option-email = Adresse électronique
help-option-role = Rôle : agent, manager, analyst, programme ou administrator
help-option-scopes = Droits du jeton : contacts:write, measures:read, experiments:assign, events:write
usage-unknown-option = L’option « { $argument } » n’existe pas. Voyez « efficaces --help ».
usage-missing-option = Il manque : { $argument }. Voyez « efficaces --help ».
usage-bad-value = La valeur « { $value } » ne convient pas pour { $argument }. Voyez « efficaces --help ».
usage-unknown-command = La commande « { $argument } » n’existe pas. Voyez « efficaces --help ».
usage-conflict = { $argument } ne va pas avec une autre option donnée. N’en gardez qu’une.
bad-window = « { $value } » n’est pas une fenêtre. Écrivez un nombre entier et une unité, par exemple 7d ou 24h.
bad-instant = « { $value } » n’est pas une date. Écrivez 2025-03-09, ou 2025-03-09T10:00:00Z.
bad-partner = « { $value } » n’est pas un code d’administration : 1 à 40 lettres, chiffres, tirets ou points.
file-failed = Le fichier « { $path } » n’a pas pu être lu ou écrit. Vérifiez le dossier, les droits et la place libre.
worker-failed = Les messages reçus ne peuvent pas être lus à part du serveur. Lancez plutôt « efficaces serve ».
cannot-print = Le résultat n’a pas pu être affiché.
sql-companion-missing = Le programme compagnon « efficaces-sql » est absent. Construisez-le avec « make sql », ou posez-le à côté d’efficaces.
settings-unreadable = Le fichier de réglages « { $path } » n’est pas du TOML lisible.
settings-unknown-key = Le réglage « { $key } » n’existe pas. Réglages connus : { $known }.
settings-bad-address = Le réglage { $key } attend une adresse et un port, par exemple 127.0.0.1:8080, et non « { $value } ».
settings-half-mail = mail.server et mail.from vont ensemble : donnez le serveur d’envoi et l’adresse de l’expéditeur, ou aucun des deux.
settings-mail-without-url = Pour envoyer des messages, réglez aussi public_url : leurs liens y mènent.
settings-content-faulty =
    Le contenu de « { $path } » ne peut pas servir :
    { $fr }
settings-bad-mail = Le réglage du courrier n’est pas bon : mail.server s’écrit smtp://utilisateur:motdepasse@serveur:587?tls=required, et mail.from est une adresse électronique.
settings-bad-days = Le réglage { $key } attend un nombre entier de jours, de { $least } à { $most }, et non « { $value } ».
settings-bad-antivirus = Le réglage mail.antivirus s’écrit clamd:/chemin/du/socket ou clamd:127.0.0.1:3310, et non « { $value } ».
settings-bad-price = Réglage { $key } : « { $value } » n’est pas un montant en euros, tel que 0,045.
settings-bad-choice = Le réglage { $key } attend true ou false, et non « { $value } ».
settings-unreadable-variable = La variable { $variable } n’est pas du texte UTF-8 lisible.
server-broke-off = Le serveur s’est arrêté sur une erreur.
settings-hidden = (caché)
origin-default = valeur par défaut
origin-file = fichier
origin-environment = environnement
user-added = Compte créé : { $email }
    Mot de passe provisoire : { $password }
user-closed = Compte fermé : { $email }. Ses sessions sont terminées.
user-unknown = Aucun compte n’a l’adresse « { $email } ». « efficaces user list » les montre.
user-is-closed = fermé
token-revoked = Jeton révoqué : { $id }
token-unknown = Aucun jeton en service n’a l’identifiant « { $id } ». « efficaces token list » les montre.
token-is-revoked = révoqué
audit-whole = Trace vérifiée : { $entries } entrées qui se suivent.
    Dernière empreinte, à garder ailleurs pour comparer plus tard : { $last }
audit-broken = La trace d’audit est rompue à l’entrée { $entry } : elle a été changée ou retirée. Comparez avec une sauvegarde.
bad-scope = « { $value } » n’est pas un droit de jeton. Choisissez parmi : { $known }.
server-cannot-start = Le serveur n’a pas pu démarrer.
server-cannot-listen = L’adresse { $address } n’est pas libre. Choisissez un autre port.
server-ready = Contacts efficaces vous attend sur { $address }
server-stopping = Arrêt demandé : les travaux en cours se terminent.
demo-notice = Démonstration : les administrations et leurs chiffres sont simulés.
demo-making = Préparation de la démonstration : { $contacts } contacts simulés pour { $partners } administrations…
demo-not-empty = Ce dossier contient déjà une instance, qui n’est pas une démonstration : elle est servie telle quelle.
demo-accounts = Comptes de démonstration (mot de passe commun : { $password }) :
demo-account = { $email } — { $role }
demo-day-title = Changer de jour
demo-day-lead = La démonstration se joue au jour que vous choisissez.
demo-day-data = Les contacts simulés vont du 1er janvier au 31 décembre 2025.
demo-day-how = Pour mener une expérience jusqu’au bout, allez par exemple au 2 juin 2025, préparez-la, fixez son plan et tirez au sort ; puis revenez ici et allez au 15 septembre 2025. Après un saut dans le temps, il faut parfois se connecter de nouveau.
demo-day-label = Jour où se joue la démonstration
demo-day-do = Aller à ce jour
demo-day-done = La démonstration se joue maintenant le { $day }.
demo-day-wrong = Choisissez un jour à partir du 1er janvier 2025.
simulated = { $contacts ->
    [one] { $contacts } contact simulé
   *[other] { $contacts } contacts simulés
 } dans { $files }
log-checked = Journal vérifié : { $contacts ->
    [one] { $contacts } contact
   *[other] { $contacts } contacts
 } et { $events ->
    [one] { $events } changement d’état
   *[other] { $events } changements d’état
 }.
log-compacted = Les petits fichiers du journal sont regroupés.
log-brought = { $contacts ->
    [one] { $contacts } contact
   *[other] { $contacts } contacts
 }, { $events ->
    [one] { $events } changement d’état
   *[other] { $events } changements d’état
 }, du { $from } au { $to }
log-posted = reçus un à un
log-no-import = Le journal n’a aucune ligne de l’import « { $import } ». « efficaces log imports » donne les numéros.
import-unknown = Cet import n’est plus connu du journal : rien n’a été retiré.
log-removed = Sortis du journal : { $contacts ->
    [one] { $contacts } contact
   *[other] { $contacts } contacts
 } et { $events ->
    [one] { $events } changement d’état
   *[other] { $events } changements d’état
 }. Leurs fichiers quittent le disque après une heure, au prochain changement du journal.
log-faulty = Le journal a des défauts : voyez la liste ci-dessus.
exported = Écrits dans { $files } : { $contacts ->
    [one] { $contacts } contact
   *[other] { $contacts } contacts
 } et { $events ->
    [one] { $events } changement d’état
   *[other] { $events } changements d’état
 }{ $left_out ->
    [0] .
    [one] . { $left_out } contact sans demande n’a pas de place dans ce format.
   *[other] . { $left_out } contacts sans demande n’ont pas de place dans ce format.
 }
imported = { $rows ->
    [one] { $rows } ligne lue
   *[other] { $rows } lignes lues
 } : { $imported ->
    [one] { $imported } ajoutée
   *[other] { $imported } ajoutées
 }, { $duplicates ->
    [one] { $duplicates } déjà connue
   *[other] { $duplicates } déjà connues
 }, { $rejected ->
    [one] { $rejected } refusée
   *[other] { $rejected } refusées
 }.
imported-refused = { $file }, ligne { $line } : { $reason }
imported-rejects = Lignes refusées : { $rejected }. Pour les voir toutes, avec leur raison, ajoutez « --rejects FICHIER.csv » : importer de nouveau ne compte rien deux fois.
moments-none = Aucun moment ne se détache : le journal doit dire les changements de statut des demandes, et assez de contacts à leur sujet.
moments-partner = administration
moments-reason = motif
moments-status = statut
moments-kind = ce qui fait appeler
moments-leave-after = message après (jours)
moments-episodes = demandes
moments-avoidable = évitables par an
moments-interval = intervalle (95 %)
moments-entering = entrée dans le statut
moments-silence = { $days } jours de silence
ways-none = Aucun premier contact n’a été observé assez longtemps : il faut des contacts entrants avec usager, puis quatorze jours (ou la fenêtre demandée).
ways-partner = administration
ways-reason = motif
ways-channel = canal
ways-firsts = premiers contacts
ways-settled = réglés
ways-chance = chance de régler
ways-low = au moins
ways-high = au plus
ways-cost = coût (€)
ways-effort = minutes de l’usager
ways-basis = fondé sur
ways-contacts = premiers contacts
ways-estimated = estimé
ways-observed = observé
option-unused = { $option } ne change rien à la mesure { $measure }.
out-is-a-file = L’export s’écrit dans un fichier. Donnez son nom après --out, par exemple export.csv.
quantiles-sketched = Là où une case a plus d’un million de valeurs, les médianes et les neuvièmes déciles sont donnés à 1 % près au plus ; partout ailleurs ils sont exacts.
preview-format = Format : { $preset } { $encoding }
preview-unused = (non utilisée)
preview-ambiguous = Les dates de « { $column } » se lisent de deux façons, par exemple « { $example } ». Dites laquelle dans le fichier de correspondance.
preview-missing = Aucune colonne ne donne { $column }. Dites laquelle dans le fichier de correspondance.
preview-unknown = Le mot « { $word } » de « { $title } » est inconnu de { $column }. Dites ce qu’il veut dire dans le fichier de correspondance.
preview-tried = Essai sur les { $tried } premières lignes : { $refused ->
    [one] { $refused } serait refusée
   *[other] { $refused } seraient refusées
 }.
preview-refused = Ligne { $line } : { $reason }
preview-mapping = Correspondance, à corriger au besoin et à redonner par --mapping :
fact-encoding = Encodage
fact-separator = Séparateur

help-practices = Liste les pratiques, ou cherche parmi elles
help-practices-search = Mots à chercher, en français ou en anglais
help-practices-cause = Seulement les pratiques qui répondent à cette cause (A1, B2…), la plus efficace d’abord
help-practices-objective = Seulement celles qui servent cet objectif : O1 moins de contacts, O2 prévenir, O3 le bon canal
help-guide = Imprime le recueil des pratiques (PDF accessible), ou l’écrit en un fichier HTML lisible sans réseau
help-guide-out = Le fichier à écrire : .pdf ou .html
help-guide-practices = Seulement ces pratiques, séparées par des virgules
help-practices-export = Écrit les fichiers des fiches dans ce dossier, tels qu’ils sont publiés par l’instance
help-diagnose = Autodiagnostic : donne les scores et les pratiques qui éviteraient le plus de contacts
help-diagnose-answers = Réponses : un fichier JSON, ou le classeur rempli (.xlsx ou .ods)
help-diagnose-log = Journal dont viennent les causes et le nombre de contacts
help-diagnose-partner = L’administration, dans ce journal
help-diagnose-workbook = Écrit le classeur à remplir sans réseau, avec les réponses s’il y en a
practices-exported = { $n } fichiers écrits dans { $path }
practices-none = Aucune pratique ne correspond.
practices-unknown-cause = « { $code } » n’est pas une cause de la liste commune.
practices-unknown-objective = « { $code } » n’est pas un objectif. Les objectifs sont O1, O2 et O3.
guide-unknown = Aucune pratique n’a le code { $id }. Les codes s’écrivent comme P11.
guide-ending = « { $path } » doit finir par .pdf ou .html.
guide-failed = Le recueil n’a pas pu être imprimé.
guide-written = Recueil écrit : { $path }
diagnose-not-json = { $path } n’est ni du JSON ni un classeur .xlsx ou .ods.
diagnose-workbook-written = Classeur écrit : { $path }
diagnose-ending = « { $path } » doit finir par .xlsx.
diagnose-no-rows = Le journal n’a aucun contact de { $partner }.
diagnose-score = { $code } { $axis } : { $score } sur 100 ({ $level })
diagnose-score-unmeasured = { $code } { $axis } : { $score } sur 100 (plus d’un tiers de réponses inconnues)
diagnose-score-none = { $code } { $axis } : sans objet
diagnose-advice-line = { $rank }. { $practice } : { $contacts } contacts évités par an (de { $low } à { $high })
diagnose-plan = Par quoi commencer, dans cet ordre : { $practices }

help-experiment = Expériences : un plan, son dépôt, le tirage au sort des unités
help-experiment-new = Affiche un plan d’exemple, expliqué ligne par ligne, à compléter
help-experiment-new-unit = Ce qui reçoit un bras : usager (un message à essayer) ou office (une façon de travailler, bureau par bureau)
help-experiment-plan = Vérifie un plan et le dépose : empreinte, date et graine du tirage sont écrites à côté
help-experiment-plan-plan = Le plan, en TOML
help-experiment-plan-amend = Change le plan déposé, pour cette raison, qui sera montrée dans le rapport
help-experiment-plan-after-outcomes = Dit que des résultats étaient déjà connus quand le plan a été changé
help-experiment-assign = Tire au sort le bras de chaque unité d’une liste ; une unité qui a un bras le garde
help-experiment-assign-plan = Le plan déposé
help-experiment-assign-units = La liste : un CSV avec la colonne unit et celles des strates du plan
help-experiment-assign-out = Écrit les bras dans ce fichier au lieu de les afficher
experiment-not-text = Le fichier « { $path } » n’est pas du texte UTF-8. Enregistrez-le en UTF-8, puis recommencez.
experiment-registered = Plan déposé le { $at }.
    Empreinte : { $hash }
experiment-already-registered = Plan déjà déposé le { $at }, { $amendments ->
    [0] inchangé depuis
   *[other] inchangé depuis sa dernière modification
 }.
    Empreinte : { $hash }
experiment-amended = Plan modifié ; il avait été déposé le { $at }. La modification et sa raison seront dans le rapport.
    Nouvelle empreinte : { $hash }
experiment-keep-seed = La graine du tirage est dans « { $path } » : qui la lit connaît d’avance chaque bras. Gardez-la, ne la montrez pas.
experiment-warnings = À surveiller :
experiment-fault = { $path } : { $fault }
experiment-absent = (absent)
experiment-change = { $path } : { $before } → { $after }
experiment-changed = Le plan n’est plus celui qui a été déposé (différences ci-dessus). Reprenez le plan déposé, ou déposez le changement : « efficaces experiment plan … --amend "raison" ».
experiment-nothing-to-amend = Ce plan n’a pas encore été déposé : il n’y a rien à modifier. Déposez-le sans --amend.
experiment-unregistered = Ce plan n’est pas déposé : un tirage au sort ne vaut que pour un plan fixé avant. Lancez d’abord « efficaces experiment plan ».
experiment-no-seed = La graine « { $path } » manque : sans elle, rien ne peut être tiré au sort. Reprenez-la d’une sauvegarde.
experiment-other-seed = La graine « { $path } » n’est pas celle qui a été engagée au dépôt du plan. Reprenez la bonne d’une sauvegarde.
experiment-assignments-unreadable = La liste des tirages « { $path } » n’est pas lisible : rien n’a été tiré. Reprenez-la d’une sauvegarde.
experiment-wedge-drawn = L’ordre de ce déploiement est déjà tiré, et « { $unit } » n’en est pas. Un bureau de plus demanderait un nouveau plan.
experiment-list-column-missing = « { $path } » n’a pas de colonne « { $column } », dont le plan a besoin. Ses colonnes : { $titles }. Renommez ou ajoutez la colonne.
experiment-list-column-twice = « { $path } » a plusieurs fois la colonne « { $column } » : laquelle compte ? Renommez ou retirez l’autre. Ses colonnes : { $titles }.
experiment-reject-two-strata = même unité que plus haut, avec d’autres valeurs
experiment-see-rejects = Lignes refusées : { $rejected }. Pour les voir toutes, avec leur raison, ajoutez « --rejects FICHIER.csv » : recommencer ne change aucun bras.
experiment-assigned = { $rows ->
    [one] { $rows } ligne lue
   *[other] { $rows } lignes lues
 } : { $assigned ->
    [one] { $assigned } unité tirée au sort
   *[other] { $assigned } unités tirées au sort
 }, { $already ->
    [one] { $already } avait déjà son bras
   *[other] { $already } avaient déjà leur bras
 }, { $twice ->
    [one] { $twice } en double
   *[other] { $twice } en double
 }, { $rejected ->
    [one] { $rejected } refusée
   *[other] { $rejected } refusées
 }.
help-experiment-analyse = Calcule le rapport d’une expérience, depuis un fichier ou depuis le journal des contacts
help-experiment-analyse-plan = Le plan, déposé de préférence : sinon le rapport le dit
help-experiment-analyse-data = Les données : CSV ou Parquet, une ligne par unité (colonnes : docs/experiments.md)
help-experiment-analyse-interim = L’expérience n’est pas finie : seul ce que la règle d’arrêt permet est montré, et le point est gardé
analyse-one-source = Dites d’où viennent les données : un fichier CSV ou Parquet, ou « --log DOSSIER ».
analyse-columns = Les données ne vont pas avec le plan : { $problem }. Comparez les colonnes avec docs/experiments.md.
analyse-rejected = { $rows } lignes n’ont pas pu être lues et ne comptent pas : voir « { $path } ».
analyse-no-partner = Dites de quelle administration lire les contacts : « --partner CODE », ou partner dans le plan.
analyse-no-assignments = Aucune unité n’a reçu de bras. Tirez au sort d’abord : « efficaces experiment assign ».
analyse-too-early = Pas une seule période entière ne s’est écoulée depuis le début prévu par le plan : il n’y a rien à analyser.
analyse-bad-looks = Les points précédents « { $path } » ne sont pas lisibles. Reprenez le fichier d’une sauvegarde : sans lui, l’intervalle serait trop étroit.
evidence-no-input = L’entrée standard n’a pas pu être lue.
evidence-too-large = L’entrée dépasse un gigaoctet. Découpez-la.
evidence-not-json = L’entrée n’est pas du JSON : une erreur se trouve à la ligne { $line }, colonne { $column }.
evidence-no-file = Le fichier « { $file } » n’existe pas. Le chemin part du dossier courant.
evidence-no-event-log = Le fichier « { $file } » n’est pas un journal d’événements. Donnez un fichier .csv, .xes ou .xes.gz.
evidence-too-many-events = Le fichier « { $file } » a plus de deux millions d’événements. Découpez-le par période.
evidence-too-few = « { $what } » : { $found } valeur(s), la méthode en demande au moins { $least }.
evidence-not-finite = « { $what } » : la valeur numéro { $place } manque ou n’est pas un nombre fini.
evidence-no-variance = « { $what } » : toutes les valeurs sont égales, la méthode ne peut rien conclure sans variation.
evidence-out-of-range = « { $what } » : { $value } n’est pas entre { $low } et { $high }.
evidence-length = « { $what } » : { $found } valeur(s), il en faut { $expected }.
evidence-unknown-word = « { $what } » : « { $value } » n’est pas connu. Choisissez parmi : { $known }.
evidence-collinear = « { $what } » : des colonnes sont des sommes d’autres colonnes, l’effet ne peut pas en être séparé.
evidence-no-estimate = « { $what } » : aucune estimation finie n’existe.
evidence-not-converged = « { $what } » : le calcul n’a pas abouti.
evidence-infeasible = Les contraintes ne peuvent pas tenir ensemble. Celle qui doit céder d’abord : « { $what } ».
evidence-unreadable = « { $what } » n’est pas ce que la méthode attend. Détail technique (en anglais) : { $reason }.
help-demo-today = Le jour où se joue la démonstration ; sans lui, le dernier jour choisi, sinon aujourd’hui
mail-key-bad = Le fichier { $path } ne contient pas une clé de 32 octets. Remettez celui d’origine, ou retirez-le : une autre clé sera faite, et les réponses aux anciens messages ne retrouveront plus leur demande toutes seules.

# Boîte des demandes
help-inbox = Importe, exporte et efface les demandes d’une administration
help-inbox-import = Range dans les demandes le courrier d’avant (mbox, EML) et ce qu’exportent d’autres outils (CSV, Zammad, FreeScout)
help-inbox-import-files = Fichiers .mbox, .eml, .csv, .json ou .zip, ou dossiers
help-inbox-import-mailbox = Adresse de la boîte à laquelle ces messages étaient écrits
help-inbox-import-rejects = Où écrire ce qui n’a pas été rangé : fichier, ligne, colonne, raison
help-inbox-export = Écrit toutes les demandes d’une administration dans une archive ZIP
help-inbox-export-out = Archive à écrire
help-inbox-import-archive = Lit une archive de « inbox export » dans cette installation
help-inbox-import-archive-archive = Archive à lire
help-inbox-person = Écrit tout ce que l’on sait d’une personne, pour qu’elle puisse le lire
help-inbox-person-person = Son adresse électronique ou son numéro de téléphone
help-inbox-person-out = Archive ZIP à écrire
help-inbox-erase = Efface une personne : son nom, ses adresses, ce qu’elle a écrit et reçu
help-inbox-erase-people = Adresses électroniques ou numéros de téléphone
help-inbox-erase-yes = Efface pour de bon ; sans cela, dit seulement ce qui serait effacé
inbox-no-mailbox = Aucune boîte n’a l’adresse { $address }. Ajoutez-la d’abord dans les réglages des boîtes électroniques.
inbox-no-way = « { $value } » n’est ni une adresse électronique ni un numéro de téléphone.
inbox-unknown-person = Personne n’est connu sous « { $value } ».
inbox-imported = Messages : { $messages }. Rangés : { $filed }, déjà connus : { $duplicates }, sans suite (robots, retours) : { $apart }, illisibles : { $quarantined }, refusés : { $rejected }. Demandes closes : { $closed }.
inbox-exported = Archive écrite : { $rows } lignes, { $files } fichiers.
inbox-archive-imported = Archive lue : { $rows } lignes nouvelles, { $known } déjà là.
inbox-would-erase = Serait effacé : { $people } personne(s), { $requests } demande(s), { $contacts } contact(s). Ajoutez --yes pour effacer ; cela ne se défait pas.
inbox-erased = Effacé : { $people } personne(s), { $requests } demande(s), { $contacts } contact(s), { $files } fichier(s). Preuve : { $proof }.
inbox-person-written = Écrit : { $requests } demande(s), { $contacts } contact(s), { $files } fichier(s).
inbox-unclean = Effacé, mais la base de données n’a pas pu être réécrite : ce qui a été effacé peut encore se lire dans son fichier. Arrêtez le serveur, vérifiez la place sur le disque, puis lancez « VACUUM » dans la base.
archive-zip-of = { $path } n’est pas un ZIP entier. Refaites-le ou copiez-le de nouveau.
inbox-import-too-much = Ces fichiers dépassent 2 Gio ensemble. Importez-les en plusieurs fois.
webhooks-cannot-start = Le programme ne peut pas prévenir d’autres programmes : ce système n’a pas de certificats auxquels se fier. Installez-les (paquet ca-certificates).

# What messages changed, on the sheet of a practice.
messages-result-about = { $told } personnes à prévenir, { $held } dans le groupe témoin, le { $day }
handover-situation = Ce que la personne dit de sa situation :
handover-urgent = { $subject }, ne peut pas attendre
