{{ contract_table('fx_rate') }}
