help = Pose une question en SQL à un journal de contacts, sans jamais le modifier.
help-tables = Tables : contacts, request_events. Fonctions : paris_day(t), paris_week(t), paris_month(t), avoidable(cause), seconds_between(a, b), microseconds_between(a, b).
help-usage = Utilisation :
help-arguments = Arguments :
help-options = Options :
help-help = Affiche cette aide
help-version = Affiche la version
help-query = La question, en SQL
help-log = Journal : un dossier, ou une adresse s3://
help-json = Affiche un document JSON : {"{"}"columns":[…],"rows":[…]{"}"}
help-csv = Affiche du CSV
help-lang = Langue des messages : fr ou en (par défaut celle du système, sinon fr)
help-threads = Nombre de fils d’exécution (par défaut autant que de cœurs)
help-memory = Mémoire en Mio (par défaut 60 % de la machine, au plus 8 192) ; au-delà, le disque sert
help-rows = Affiche au plus ce nombre de lignes (par défaut toutes avec --json ou --csv, sinon 1 000)
help-timeout = Durée maximale en secondes
usage = La commande n’est pas comprise. Voyez « efficaces-sql --help ».
empty = Il n’y a pas de question. Écrivez par exemple : SELECT channel, count(*) FROM contacts GROUP BY channel
several = Il y a plusieurs questions. Posez-les une à une.
syntax = Ce n’est pas du SQL correct{ $place ->
    [none] { "" }
   *[other] { " " }(ligne:colonne { $place })
 } : { $detail }.
not-a-question = Le journal se lit et ne se modifie pas : { $what } est refusé. Écrivez une question qui commence par SELECT ou WITH.
unknown-table = La table « { $name } » n’existe pas. Les tables sont : { $known }.
unknown-column = La colonne « { $name } » n’existe pas. DESCRIBE contacts donne les colonnes.
misspelt-column = La colonne « { $name } » n’existe pas. Vouliez-vous dire : { $near } ?
ambiguous-column = La colonne « { $name } » est dans plusieurs tables. Écrivez le nom de la table devant : contacts.{ $name }.
unknown-function = La fonction « { $name } » n’existe pas. SHOW FUNCTIONS donne les fonctions.
misspelt-function = La fonction « { $name } » n’existe pas. Vouliez-vous dire : { $near } ?
intervals-compared = Comparer deux durées donnerait un résultat faux : { $expression }. Écrivez « t2 <= t1 + interval '7 day' », ou « seconds_between(t1, t2) <= 7 * 86400 ».
refused = La question est refusée : { $detail }.
too-much = La question demande plus de mémoire ou de place qu’elle n’en a. Filtrez davantage, ou augmentez --memory.
too-long = La question a été arrêtée après { $seconds } secondes. Filtrez davantage, ou augmentez --timeout.
bad-place = « { $place } » n’est pas une adresse utilisable. Donnez un dossier, ou une adresse s3://.
engine-failed = La question n’a pas pu être calculée. Vérifiez le journal avec « efficaces log check », puis recommencez.
cannot-print = Le résultat n’a pas pu être écrit.
rows-left-out = Seules les premières lignes sont affichées : { $rows }. Utilisez --rows pour en voir davantage, --csv ou --json pour les avoir toutes.
