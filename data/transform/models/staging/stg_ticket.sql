{{ contract_table('ticket') }}
