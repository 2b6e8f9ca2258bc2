"""The shape of what is entered at the security desk, one module per thing that is kept."""
