{{ flow_model('customer') }}
