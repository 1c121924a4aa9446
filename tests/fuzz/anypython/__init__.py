"""Any Python in, the same Python out: real files, mutated ones, and ones with a bridge planted in them."""
