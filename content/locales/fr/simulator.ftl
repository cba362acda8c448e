simulator-out-of-range = Le réglage « { $what } » vaut { $given } ; il doit être compris entre { $low } et { $high }.
simulator-content = Le fichier { $file } fourni avec le produit est illisible à la ligne { $line }. Corrigez cette ligne ou reprenez le fichier d’origine.
simulator-unknown-format = Le nom { $path } ne dit pas dans quel format écrire. Terminez-le par .parquet ou par .csv.
simulator-same-file = { $path } est nommé pour deux résultats. Donnez un fichier à chacun : rien n’a été écrit.
simulator-write = Le fichier { $path } n’a pas pu être écrit : { $reason }. Vérifiez le dossier, les droits et la place libre.
simulator-rows = Les lignes simulées n’ont pas pu être assemblées : c’est un défaut du produit. Signalez-le avec la graine et le nombre de contacts.
simulator-parquet = Le fichier Parquet n’a pas pu être écrit : { $reason }. Vérifiez la place libre, puis recommencez.
