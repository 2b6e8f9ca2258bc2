"""Facilities, areas, simulators, vessels, pools and key people, and their bookings: nothing is booked twice."""

from resources.models.bookings import Booking, KeptBooking
from resources.models.resources import Kind, Precision, Resource

__all__ = ["Booking", "KeptBooking", "Kind", "Precision", "Resource"]
