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
not-by-unit = La mesure { $measure } n’a pas de valeur pour une seule unité. Choisissez volume, requests, needs, recontact, fcr, avoidable, cost, phone ou satisfaction.
no-period = Aucune période n’est indiquée. Donnez au moins un début et une fin.
not-a-segment = { $dimension } n’est pas une propriété des unités. Choisissez une autre dimension, par exemple channel.
too-many-figures = Cela ferait { $figures } valeurs par unité, plus que la mémoire n’en tient. Demandez moins de périodes ou de mesures : au plus { $max } valeurs.
log-unreadable = Le journal des contacts n’a pas pu être lu. Vérifiez son adresse, puis recommencez.
