not-allowed = This is outside what you may do. If you need it, ask the administrator of your committee.
