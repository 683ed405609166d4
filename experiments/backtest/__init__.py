"""The backtest: the treaty's rules put to crises that happened, scored, fitted with cases left out, and swept."""
