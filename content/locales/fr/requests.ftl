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
mailbox-sealed = Les mots de passe de cette boîte ne peuvent plus être lus : la clé de l’installation a changé. Saisissez-les de nouveau.
mailbox-no-server = Cette boîte n’a pas de serveur de réception. Complétez ses réglages.
mailbox-no-reader = Les messages ne peuvent pas être lus pour le moment : le programme qui les lit n’a pas démarré. Ils sont gardés et seront lus ensuite.
