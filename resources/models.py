"""Facilities, areas, simulators, vessels, pools and key people, and their bookings: nothing is booked twice."""
