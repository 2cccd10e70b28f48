{{ contract_table('contact') }}
