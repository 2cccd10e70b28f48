{{ contract_table('opportunity') }}
