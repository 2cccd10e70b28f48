{{ contract_table('pulse') }}
