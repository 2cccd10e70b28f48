{{ total_model('group') }}
