{{ flow_model('product') }}
