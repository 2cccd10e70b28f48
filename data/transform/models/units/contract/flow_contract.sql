{{ flow_model('contract') }}
