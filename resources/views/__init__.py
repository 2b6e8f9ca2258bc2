"""Pages of resources, of bookings for whoever plans, and of requests for whoever decides."""
