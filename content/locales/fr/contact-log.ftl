log-address = « { $address } » n’est ni un dossier ni une adresse de la forme s3://seau/préfixe. Vérifiez l’adresse du journal.
log-io = Le fichier { $place } n’a pas pu être lu ou écrit ({ $reason }). Vérifiez que le dossier existe et que le programme y a accès, puis recommencez.
log-disk-full = Le disque est plein : { $place } n’a pas pu être écrit. Le journal est resté comme avant ; libérez de la place et recommencez.
log-remote = Le dépôt d’objets n’a pas répondu comme attendu pour { $place }. Vérifiez l’adresse et les clés d’accès, puis recommencez.
log-key-file = Le fichier de clé { $path } n’est pas utilisable : il doit contenir 32 octets et n’être lisible que par son propriétaire (chmod 600). Sans la bonne clé, rien ne peut être importé.
log-damaged = Le fichier { $place } du journal est absent ou abîmé. Restaurez-le depuis une sauvegarde ; les autres fichiers ne sont pas touchés.
log-newer = Ce journal a été écrit par une version plus récente du programme. Mettez le programme à jour.
log-batch = Les lignes à importer n’ont pas les colonnes attendues. C’est une erreur du programme d’import : signalez-la.
log-word = « { $given } » ne fait pas partie de la liste « { $list } ». Corrigez la valeur ou la correspondance des colonnes.
log-partner = « { $code } » n’est pas un code de partenaire : 1 à 40 lettres, chiffres, tirets, points ou soulignés, en commençant par une lettre ou un chiffre.
log-unknown-column = Le journal n’a pas de colonne « { $column } ».
log-busy = D’autres imports modifient le journal en ce moment. Recommencez dans un instant ; rien n’a été changé.
log-import-failed = Cet import a déjà échoué : rien n’a été ajouté au journal. Corrigez l’erreur signalée plus haut et relancez-le.

conflict-other-usager = autre usager
