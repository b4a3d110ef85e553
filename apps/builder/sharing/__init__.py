"""Who may open an app: roles in it, other sites that may show it, and the tokens these make."""
