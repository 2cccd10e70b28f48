{{ flow_model('department') }}
