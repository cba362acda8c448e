nav-requests = Demandes
way-email = Adresse électronique
way-phone = Téléphone
way-post = Adresse postale
request-state-open = En cours
request-state-closed = Close
handling-stale = Quelqu’un d’autre a changé cette demande pendant que vous la lisiez. Relisez-la, puis recommencez : votre texte est gardé en brouillon.
