column-unknown = La colonne « { $column } » du journal des contacts n’a pas la forme attendue. Lancez « efficaces check » pour vérifier le journal.
word-unknown = Le mot « { $word } » de la colonne « { $column } » n’est dans aucune de nos listes : ce journal vient sans doute d’une version plus récente. Mettez le programme à jour.
bucket-too-large = Une partie du journal des contacts compte { $rows } lignes, plus que ce que le calcul accepte. Compactez le journal, puis recommencez.
