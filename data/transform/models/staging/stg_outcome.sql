{{ contract_table('outcome') }}
