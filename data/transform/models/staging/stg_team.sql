{{ contract_table('team') }}
