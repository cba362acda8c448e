unknown-measure = « { $name } » n’est pas une mesure. Choisissez parmi : { $known }.
unknown-dimension = « { $name } » n’est pas une dimension. Choisissez parmi : { $known }.
unknown-step = « { $name } » n’est pas une sorte d’étape. Choisissez channel, reason ou channel:reason.
not-a-filter = « { $text } » n’est pas un filtre. Écrivez DIMENSION=VALEUR, par exemple channel=phone.
unknown-value = « { $value } » n’est pas une valeur de { $dimension }. { $known ->
    [none] Vérifiez l’orthographe.
   *[other] Choisissez parmi : { $known }.
 }
twice-the-same = La dimension { $dimension } est citée deux fois. Retirez l’une des deux.
not-by-this = La mesure { $measure } ne se décline pas par { $dimension }. Retirez cette dimension.
not-filtered-by-this = La mesure { $measure } ne se filtre pas par { $dimension } : un changement d’état n’a pas cette information. Retirez ce filtre.
fixed-window = La fenêtre de la mesure { $measure } fait partie de sa définition. Retirez la fenêtre demandée.
empty-period = La période est vide : sa fin n’est pas après son début. Inversez les deux dates.
top-out-of-range = { $top } parcours ne peuvent pas être listés. Demandez-en entre 1 et { $max }.
log-unreadable = Le journal des contacts n’a pas pu être lu. Vérifiez son adresse, puis recommencez.
