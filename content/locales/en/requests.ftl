nav-requests = Requests
