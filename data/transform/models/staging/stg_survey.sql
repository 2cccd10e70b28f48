{{ contract_table('survey') }}
