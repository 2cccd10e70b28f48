{{ total_model('department') }}
