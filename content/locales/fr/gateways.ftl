# L’imprimerie
press-missing = L’imprimerie n’est pas installée sur ce serveur. Demandez à l’administrateur de poser « efficaces-press » à côté d’efficaces.
press-busy = Beaucoup de documents attendent d’être imprimés. Réessayez dans une minute.
press-too-slow = Le document n’a pas pu être imprimé en une minute. Réessayez un peu plus tard.
press-failed = Le document n’a pas pu être imprimé. La cause est dans le journal du serveur.
