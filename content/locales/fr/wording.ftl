# Modèles
template-not-closed = Ligne { $line }, colonne { $column } : deux accolades s’ouvrent et ne se ferment pas. Ajoutez deux accolades fermantes sur la même ligne.
template-unknown = Ligne { $line }, colonne { $column } : « { $name } » n’est pas une variable. Choisissez-en une dans la liste.
template-not-a-name = Ligne { $line }, colonne { $column } : « { $name } » ne peut pas être un nom. Un nom a de 1 à { $most } signes : lettres minuscules sans accent, chiffres et _.
template-no-name = Ligne { $line }, colonne { $column } : il n’y a rien entre les accolades. Écrivez-y le nom de ce qui sera rempli, par exemple {"{{"}date{"}}"}.
template-unknown-mark = Ligne { $line }, colonne { $column } : « { $name } » n’est pas compris. Seuls #if et /if le sont.
template-end-alone = Ligne { $line }, colonne { $column } : ce /if ne termine rien. Supprimez-le, ou ajoutez le #if qui manque avant.
template-not-ended = Ligne { $line }, colonne { $column } : la partie qui dépend de « { $name } » n’est pas terminée. Ajoutez /if à sa fin.
template-too-deep = Ligne { $line }, colonne { $column } : plus de { $most } conditions sont imbriquées. Simplifiez le texte.
template-too-long = Ligne { $line }, colonne { $column } : le modèle dépasse { $most } Ko. Raccourcissez-le.
template-filled-too-long = Ligne { $line }, colonne { $column } : le texte rempli est trop long. Raccourcissez ce qui y est placé.
template-missing = Ligne { $line }, colonne { $column } : « { $name } » n’a pas de valeur ici. Renseignez-la, ou rendez cette partie facultative avec #if.

# Facilité de lecture
level-very-easy = très facile
level-easy = facile
level-medium = moyen
level-hard = difficile
level-very-hard = très difficile
level-very-easy-advice = Ce texte se lit sans effort.
level-easy-advice = Ce texte se lit facilement.
level-medium-advice = Ce texte demande de l’attention, comme un article de journal. Des phrases et des mots plus courts aideraient.
level-hard-advice = Ce texte est difficile, comme un texte officiel. Coupez les longues phrases et remplacez les longs mots.
level-very-hard-advice = Ce texte est très difficile. Récrivez-le : une idée par phrase, des mots de tous les jours.

# Ce qu’un message doit dire
element-about = de quoi il s’agit
element-to-do = ce qu’il faut faire
element-by-when = avant quand
element-who-to-ask = à qui demander
element-nothing-to-do = qu’il n’y a rien à faire
element-missing-about = Le message ne semble pas dire de quoi il s’agit. Nommez la demande, le dossier ou le rendez-vous.
element-missing-to-do = Le message ne semble pas dire ce qu’il faut faire. Dites-le, ou dites qu’il n’y a rien à faire.
element-missing-by-when = Le message ne semble pas dire avant quand il faut le faire. Donnez un jour.
element-missing-who-to-ask = Le message ne semble pas dire à qui demander. Donnez une adresse, un lien ou un numéro.

# Aperçus
sample-long = les valeurs les plus longues
sample-short = les valeurs les plus courtes
sample-accents = des accents, des apostrophes et des traits d’union
sample-right-to-left = une écriture de droite à gauche
sample-signs = des signes que les programmes lisent
sample-without-optional = sans ce qui est facultatif
