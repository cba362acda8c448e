nav-requests = Demandes
