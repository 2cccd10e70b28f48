{{ contract_table('contract') }}
