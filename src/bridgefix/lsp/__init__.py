"""The language server: findings as one types, and their fixes at the place."""
