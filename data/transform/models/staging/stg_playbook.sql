{{ contract_table('playbook') }}
