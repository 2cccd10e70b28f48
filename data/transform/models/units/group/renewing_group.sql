{{ renewing_model('group') }}
