{{ flow_model('group') }}
