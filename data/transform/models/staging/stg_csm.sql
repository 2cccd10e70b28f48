{{ contract_table('csm') }}
